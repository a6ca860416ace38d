package io.quayside.shard;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Command;
import io.quayside.domain.tracking.PositionUpdate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to a shard, judged by the rights of its principal. {@code traceparent} (W3C Trace
 * Context) may be null.
 */
public sealed interface ShardRequest {
  /** A shipment of the shard: it tells which shard the request is for. */
  String shipmentId();

  Principal principal();

  /** A request to one shipment. */
  sealed interface OfShipment extends ShardRequest {}

  /**
   * Decide a command. {@code keyed}: the shard looks for an earlier command with that id before it
   * decides; for commands with an Idempotency-Key, and for repeated requests. {@code ifMatch} is
   * the version that the caller expects, or null.
   */
  record Decide(
      String shipmentId,
      Command command,
      Principal principal,
      String commandId,
      boolean keyed,
      @Nullable Integer ifMatch,
      @Nullable String traceparent)
      implements OfShipment {}

  /** Take a tracking update. */
  record TakePosition(
      String shipmentId, PositionUpdate update, Principal principal, @Nullable String traceparent)
      implements OfShipment {}

  /** Take tracking updates of one shard's shipments and one principal, at least one. */
  record TakePositions(List<TakePosition> tracks) implements ShardRequest {
    @Override
    public String shipmentId() {
      return tracks.getFirst().shipmentId();
    }

    @Override
    public Principal principal() {
      return tracks.getFirst().principal();
    }
  }

  /**
   * Return the version that the log has confirmed, 0 to a principal that may not read the shipment.
   * {@code atLeast}, 1 or more, is a version that the caller knows of: a shard with a lower one
   * reads the log to its end before it answers. {@code positionsProjected}: answer once the read
   * models have all positions that the log has by then.
   */
  record ReadVersion(
      String shipmentId, Principal principal, int atLeast, boolean positionsProjected)
      implements OfShipment {}
}

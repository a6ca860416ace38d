package io.quayside.shard;

import io.quayside.domain.Command;
import io.quayside.domain.tracking.PositionUpdate;
import java.util.List;

/** What a shard is asked. {@code traceparent} (W3C Trace Context) may be null. */
public sealed interface ShardRequest {
  /** A shipment of the shard that is asked. */
  String shipmentId();

  /** What one shipment is asked. */
  sealed interface OfShipment extends ShardRequest {}

  /**
   * Decide a command. {@code keyed}: it came with an Idempotency-Key, so {@code commandId} may be
   * known. {@code ifMatch} is the version that the caller expects, or null.
   */
  record Decide(
      String shipmentId,
      Command command,
      String commandId,
      boolean keyed,
      Integer ifMatch,
      String traceparent)
      implements OfShipment {}

  /** Take a tracking update. */
  record TakePosition(String shipmentId, PositionUpdate update, String traceparent)
      implements OfShipment {}

  /** Take tracking updates of one shard's shipments, at least one. */
  record TakePositions(List<TakePosition> tracks) implements ShardRequest {
    @Override
    public String shipmentId() {
      return tracks.getFirst().shipmentId();
    }
  }

  /**
   * Tell the version that the log has confirmed by now. {@code atLeast} is what the caller has
   * heard of, 1 or more: a shard that knows less looks into the log before it answers. {@code
   * positionsProjected}: answer only when the read models have the positions that the log has of
   * the shipment by now.
   */
  record ReadVersion(String shipmentId, int atLeast, boolean positionsProjected)
      implements OfShipment {
    public ReadVersion(String shipmentId, int atLeast) {
      this(shipmentId, atLeast, false);
    }
  }
}

package io.quayside.shard.process;

import io.quayside.domain.stream.ShipmentStream;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.OfShipment;
import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/** The shard that a booking process runs on. */
public interface ProcessHost {
  /** Sends a request the way of all requests; completes with its answer, once. */
  void ask(OfShipment request, Completable<ShardAnswer> answer);

  /** A shipment's confirmed stream, or null while it is not in memory. */
  @Nullable ShipmentStream stream(String shipmentId);

  /** A rule has thrown, by a defect: the process of the shipment stands until it is retried. */
  void ruleFailed(ShipmentStream stream, RuntimeException defect);

  /** Has {@link ProcessRunner#tick} called at a time; a call that comes earlier does no harm. */
  void wakeAt(long epochMillis);
}

package io.quayside.shard.actor;

import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.tracking.SequenceWindow;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The read models as a shard loads from them. After a failure the call may be repeated. */
public interface ShipmentStore {
  /** The shipment as last projected, or an empty stream. */
  Future<ShipmentStream> stream(String shipmentId);

  /** The receipt of the shipment's command with that key, or null. */
  Future<@Nullable Receipt> receipt(String shipmentId, String keyPart);

  /** The ids of the shipment's commands up to a version. */
  Future<List<String>> commandIds(String shipmentId, int upTo);

  /** The window of a device, by the positions that are projected. */
  Future<SequenceWindow> window(String shipmentId, String deviceId);
}

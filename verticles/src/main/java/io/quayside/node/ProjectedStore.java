package io.quayside.node;

import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.actor.ShipmentStore;
import io.vertx.core.Future;
import java.util.List;

/** The read models as a shard loads from them. */
record ProjectedStore(ReadModels readModels) implements ShipmentStore {
  @Override
  public Future<ShipmentStream> stream(String shipmentId) {
    return readModels.stream(shipmentId);
  }

  @Override
  public Future<Receipt> receipt(String shipmentId, String keyPart) {
    return readModels.receipt(shipmentId, keyPart);
  }

  @Override
  public Future<List<String>> commandIds(String shipmentId, int upTo) {
    return readModels.commandIds(shipmentId, upTo);
  }

  @Override
  public Future<SequenceWindow> window(String shipmentId, String deviceId) {
    return readModels.window(shipmentId, deviceId);
  }
}

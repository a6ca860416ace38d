package io.quayside.shard.actor;

import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/** Read models without a row. */
final class UnprojectedModels implements ShipmentStore, ShardOutput {
  boolean isBehind;

  /** The offset that the shard told last without an event. */
  long checkpoint;

  /** Completed when all is projected. */
  Promise<Void> projection = Promise.promise();

  @Override
  public Future<ShipmentStream> stream(String shipmentId) {
    return Future.succeededFuture(Contexts.STANDARD.empty(shipmentId));
  }

  @Override
  public Future<Receipt> receipt(String shipmentId, String keyPart) {
    return Future.succeededFuture();
  }

  @Override
  public Future<List<String>> commandIds(String shipmentId, int upTo) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public Future<SequenceWindow> window(String shipmentId, String deviceId) {
    return Future.succeededFuture(new SequenceWindow());
  }

  @Override
  public void read(LogEntry<StoredEvent> entry) {}

  @Override
  public void event(LogEntry<StoredEvent> entry, ShipmentStream after, long settled) {}

  @Override
  public void settled(long settled) {
    checkpoint = settled;
  }

  @Override
  public void position(LogEntry<LoggedPosition> entry, boolean newDevice) {}

  /** Completed when a parked shipment is durable. */
  final Promise<ParkedShipment> parking = Promise.promise();

  @Override
  public Future<ParkedShipment> unreadable(UnreadableRecord record) {
    return parking.future();
  }

  @Override
  public void ruleFailed(ShipmentStream stream, RuntimeException defect) {
    throw defect;
  }

  @Override
  public Future<Void> nobodys(String topic, LogRecord record) {
    return Future.succeededFuture();
  }

  @Override
  public boolean behind() {
    return isBehind;
  }

  @Override
  public Bound full() {
    return null;
  }

  @Override
  public long eventsProjected() {
    return 0;
  }

  @Override
  public long positionsProjected() {
    return 0;
  }

  @Override
  public Future<Void> projected() {
    return projection.future();
  }
}

package io.quayside.readmodel;

import io.quayside.domain.stream.ShipmentStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * A shipment as queries show it: its stream without receipts, and its newest position as a JSON
 * object with the log offset that identifies it (null and -1 where there is none).
 */
public record ShipmentView(
    ShipmentStream stream, byte @Nullable [] lastPosition, long positionOffset) {
  static ShipmentView of(Row row, StreamRows rows) {
    Buffer position = row.getBuffer("position");
    return new ShipmentView(
        rows.state(row),
        position == null ? null : position.getBytes(),
        position == null ? -1 : row.getLong("log_offset"));
  }

  public String shipmentId() {
    return stream.shipmentId();
  }

  public int version() {
    return stream.version();
  }
}

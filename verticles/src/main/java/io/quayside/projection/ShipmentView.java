package io.quayside.projection;

import io.quayside.log.ShipmentStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;

/**
 * A shipment as queries show it: its stream, and its newest position as a JSON object with the log
 * offset that names it (null and -1 where there is none).
 */
public record ShipmentView(ShipmentStream stream, byte[] lastPosition, long positionOffset) {
  static ShipmentView of(Row row) {
    Buffer position = row.getBuffer("position");
    return new ShipmentView(
        StreamRows.stream(row),
        position == null ? null : position.getBytes(),
        position == null ? -1 : row.getLong("log_offset"));
  }
}

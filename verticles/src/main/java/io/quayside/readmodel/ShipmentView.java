package io.quayside.readmodel;

import io.quayside.domain.shipment.Shipment;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;

/**
 * A shipment as queries show it: its state at a version, and its newest position as a JSON object
 * with the log offset that names it (null and -1 where there is none).
 */
public record ShipmentView(
    String shipmentId, int version, Shipment shipment, byte[] lastPosition, long positionOffset) {
  static ShipmentView of(Row row) {
    Buffer position = row.getBuffer("position");
    return new ShipmentView(
        row.getString("shipment_id"),
        row.getInteger("version"),
        StreamRows.shipment(row),
        position == null ? null : position.getBytes(),
        position == null ? -1 : row.getLong("log_offset"));
  }
}

package io.quayside.projection;

import io.quayside.json.Json;
import io.quayside.log.EventCodec;
import io.quayside.log.Receipt;
import io.quayside.log.ShipmentJson;
import io.quayside.log.ShipmentStream;
import io.quayside.shipment.Shipment;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** How a stream is kept: its state as JSON in the shipment's row, its receipts in the history. */
final class StreamRows {
  private StreamRows() {}

  static byte[] encode(Shipment shipment) {
    return ShipmentJson.encodeState(shipment);
  }

  /** The shipment of a row with its state. */
  static Shipment shipment(Row row) {
    return ShipmentJson.decodeState(Json.parseObject(row.getBuffer("state").getBytes()));
  }

  /** The stream of a row with shipment_id, version, state and last_events, oldest first. */
  static ShipmentStream stream(Row row) {
    List<Receipt> receipts = new ArrayList<>();
    for (Buffer event : row.getArrayOfBuffers("last_events")) {
      receipts.add(Receipt.of(EventCodec.decode(event.getBytes())));
    }
    return new ShipmentStream(
        row.getString("shipment_id"), row.getInteger("version"), shipment(row), receipts);
  }
}

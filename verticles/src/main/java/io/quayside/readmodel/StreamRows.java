package io.quayside.readmodel;

import io.quayside.common.json.Json;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.shipment.ShipmentJson;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.log.envelope.EventCodec;
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

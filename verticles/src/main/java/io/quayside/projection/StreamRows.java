package io.quayside.projection;

import io.quayside.json.Json;
import io.quayside.log.Receipt;
import io.quayside.log.ShipmentJson;
import io.quayside.log.ShipmentStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** How a stream is kept in its row: the state as JSON, the receipts as a line each. */
final class StreamRows {
  private StreamRows() {}

  static byte[] state(ShipmentStream stream) {
    return ShipmentJson.encodeState(stream.shipment());
  }

  static String receipts(ShipmentStream stream) {
    StringBuilder lines = new StringBuilder(96 * stream.receipts().size());
    for (Receipt receipt : stream.receipts()) {
      lines.append(receipt.toLine()).append('\n');
    }
    return lines.toString();
  }

  /** The stream of a row with shipment_id, version, state and receipts. */
  static ShipmentStream stream(Row row) {
    Buffer state = row.getBuffer("state");
    List<Receipt> receipts = new ArrayList<>();
    row.getString("receipts").lines().map(Receipt::ofLine).forEach(receipts::add);
    return new ShipmentStream(
        row.getString("shipment_id"),
        row.getInteger("version"),
        ShipmentJson.decodeState(Json.parseObject(state.getBytes())),
        receipts);
  }
}

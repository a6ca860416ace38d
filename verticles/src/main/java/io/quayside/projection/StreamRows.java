package io.quayside.projection;

import io.quayside.json.Json;
import io.quayside.log.Receipt;
import io.quayside.log.ShipmentJson;
import io.quayside.log.ShipmentStream;
import io.quayside.shipment.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
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
      lines
          .append(receipt.commandId())
          .append(' ')
          .append(receipt.version())
          .append(' ')
          .append(receipt.type())
          .append(' ')
          .append(receipt.status())
          .append(' ')
          .append(receipt.recordedAt().toEpochMilli())
          .append('\n');
    }
    return lines.toString();
  }

  /** The stream of a row with shipment_id, version, state and receipts. */
  static ShipmentStream stream(Row row) {
    Buffer state = row.getBuffer("state");
    List<Receipt> receipts = new ArrayList<>();
    row.getString("receipts").lines().map(StreamRows::receipt).forEach(receipts::add);
    return new ShipmentStream(
        row.getString("shipment_id"),
        row.getInteger("version"),
        ShipmentJson.decodeState(Json.parseObject(state.getBytes())),
        receipts);
  }

  private static Receipt receipt(String line) {
    String[] parts = line.split(" ", -1);
    return new Receipt(
        parts[0],
        Integer.parseInt(parts[1]),
        parts[2],
        Status.valueOf(parts[3]),
        Instant.ofEpochMilli(Long.parseLong(parts[4])));
  }
}

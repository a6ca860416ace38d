package io.quayside.edge.http;

import io.quayside.common.json.JsonWriter;
import io.quayside.domain.stream.Receipt;
import io.quayside.shard.client.CommandService.Outcome;

/** The answer to an accepted command, the same over HTTP and WebSocket. */
public final class ReceiptJson {
  private ReceiptJson() {}

  /**
   * {@code {"shipmentId","version","eventId","type","status","recordedAt"}}, and {@code tender} or
   * {@code document} where the command is about one.
   */
  public static byte[] encode(Outcome.Accepted accepted) {
    Receipt receipt = accepted.receipt();
    JsonWriter out = new JsonWriter(256);
    out.beginObject()
        .field("shipmentId", accepted.shipmentId())
        .field("version", receipt.version())
        .field("eventId", accepted.shipmentId() + "/" + receipt.version())
        .field("type", receipt.type())
        .field("status", receipt.status().name())
        .field("recordedAt", receipt.recordedAt());
    if (accepted.numberName() != null) {
      out.field(accepted.numberName(), receipt.number());
    }
    return out.endObject().toBytes();
  }
}

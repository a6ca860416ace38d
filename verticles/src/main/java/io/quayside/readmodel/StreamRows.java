package io.quayside.readmodel;

import io.quayside.common.json.Json;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamJson;
import io.quayside.log.envelope.EventCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** Rows as streams: the state is JSON in the shipment's row, the receipts stand in the history. */
final class StreamRows {
  private final Contexts contexts;
  private final EventCodec events;

  StreamRows(Contexts contexts) {
    this.contexts = contexts;
    this.events = new EventCodec(contexts);
  }

  /** The stream of a row with shipment_id, version and state, without receipts. */
  ShipmentStream state(Row row) {
    return stream(row, List.of());
  }

  /** The stream of a row with shipment_id, version, state and last_events, oldest first. */
  ShipmentStream stream(Row row) {
    List<Receipt> receipts = new ArrayList<>();
    for (Buffer event : row.getArrayOfBuffers("last_events")) {
      receipts.add(receipt(event));
    }
    return stream(row, receipts);
  }

  /** The receipt of an event of the history. */
  Receipt receipt(Buffer event) {
    return Receipt.of(events.decode(event.getBytes()));
  }

  private ShipmentStream stream(Row row, List<Receipt> receipts) {
    return StreamJson.decode(
        contexts,
        row.getString("shipment_id"),
        row.getInteger("version"),
        Json.parseObject(row.getBuffer("state").getBytes()),
        receipts);
  }
}

package io.quayside.edge.admin;

import io.quayside.common.json.JsonWriter;
import io.quayside.notify.lane.Lag;
import io.quayside.notify.webhook.Webhooks;
import java.util.List;

/** How far consumers are behind. */
final class LagRoute {
  private final Writes writes;
  private final Webhooks webhooks;

  LagRoute(Writes writes, Webhooks webhooks) {
    this.writes = writes;
    this.webhooks = webhooks;
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    writes.await(call, webhooks.lags(), lags -> call.send(200, page(lags)));
  }

  private static JsonWriter page(List<Lag> lags) {
    JsonWriter out = new JsonWriter(4_096).beginObject().beginArray("items");
    for (Lag lag : lags) {
      out.beginObject()
          .field("consumer", lag.consumer())
          .field("shard", lag.shard())
          .field("lagRecords", lag.records())
          .field("lagSeconds", lag.seconds())
          .optional("lanes", lag.lanes())
          .optional("parked", lag.parked())
          .endObject();
    }
    return out.endArray().endObject();
  }
}

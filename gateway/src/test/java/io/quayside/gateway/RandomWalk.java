package io.quayside.gateway;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A shipment with random commands of several contexts, and what was shown after each of them by
 * version. The booking process may add events of its own in between.
 */
record RandomWalk(String shipmentId, SortedMap<Integer, JsonObject> shown) {
  private static final int EARLY = 4;
  private static final int LATE = 8;

  private static final List<String> MILESTONES =
      List.of(
          "DEPARTED",
          "ARRIVED",
          "CUSTOMS_HELD",
          "CUSTOMS_RELEASED",
          "OUT_FOR_DELIVERY",
          "DELIVERY_ATTEMPTED",
          "EXCEPTION_RESOLVED",
          "RETURN_STARTED");

  /** Books a shipment and sends its commands. */
  static RandomWalk of(Client client, Random random) {
    var dispatcher = new Dispatcher(client);
    var id = dispatcher.book();
    var walk = new RandomWalk(id, new TreeMap<>());
    walk.shown.put(1, dispatcher.view(id, 1));
    for (int step = 0; step < EARLY; step++) {
      walk.note(walk.early(client, random, step), dispatcher);
    }
    walk.note(dispatcher.assignCarrier(id, "HH 1"), dispatcher);
    walk.note(dispatcher.milestone(id, "PICKED_UP"), dispatcher);
    for (int step = 0; step < LATE; step++) {
      var milestone =
          Bodies.milestone(
                  MILESTONES.get(random.nextInt(MILESTONES.size())),
                  Bodies.now().minusSeconds(random.nextInt(3) * 600L))
              .put("note", "step " + step);
      walk.note(dispatcher.milestone(id, milestone), dispatcher);
    }
    return walk;
  }

  /** A command of some context, before the shipment is under way. */
  private Answer early(Client client, Random random, int step) {
    var path = "/v1/shipments/" + shipmentId;
    return switch (random.nextInt(5)) {
      case 0 -> new Dispatcher(client).assignCarrier(shipmentId, "V " + step);
      case 1 ->
          client.post(path + "/documents", new JsonObject().put("type", "COMMERCIAL_INVOICE"));
      case 2 -> client.post(path + "/tenders", spot());
      case 3 -> client.post(path + "/tenders/1/withdrawal", new JsonObject().put("reason", "none"));
      default -> new Dispatcher(client).release(shipmentId);
    };
  }

  private static JsonObject spot() {
    return new JsonObject()
        .put("kind", "SPOT")
        .put("currency", "EUR")
        .put("closesAt", Instant.now().plusSeconds(3_600).toString());
  }

  private void note(Answer answer, Dispatcher dispatcher) {
    if (answer.accepted()) {
      var view = dispatcher.view(shipmentId, answer.json().getInteger("version"));
      shown.put(view.getInteger("version"), view);
    }
  }
}

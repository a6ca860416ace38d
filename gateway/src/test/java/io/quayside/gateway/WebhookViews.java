package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** One webhook of each viewer, and what each must have been sent in the end, and nothing else. */
final class WebhookViews implements AutoCloseable {
  private final Client client;
  private final WebhookReceiver receiver = new WebhookReceiver();
  private final Map<String, String[]> paths = new HashMap<>();

  /** By viewer and shipment. */
  private final Map<String, Map<String, List<JsonObject>>> expected = new LinkedHashMap<>();

  WebhookViews(Client client) {
    this.client = client;
  }

  /** Makes the webhook of a viewer with these credentials. */
  void make(String viewer, String... headers) {
    var url = new JsonObject().put("url", receiver.url("/" + viewer));
    var made = client.post("/v1/webhooks", url, headers).expect(201);
    paths.put(made.header("Location"), headers);
    expected.put(viewer, new LinkedHashMap<>());
  }

  /** Waits until a viewer was sent these events of a shipment, in this order. */
  void await(String viewer, String shipmentId, List<JsonObject> events) {
    expected.get(viewer).put(shipmentId, events);
    Awaitility.await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () ->
                assertThat(sent(viewer).getOrDefault(shipmentId, List.of()))
                    .as("%s of %s", viewer, shipmentId)
                    .isEqualTo(events));
  }

  /** Nobody was sent anything else. */
  void check() {
    expected.forEach(
        (viewer, events) -> {
          var some = new LinkedHashMap<>(events);
          some.values().removeIf(List::isEmpty);
          assertThat(sent(viewer)).as(viewer).isEqualTo(some);
        });
  }

  /** By shipment what a viewer was sent, without repetitions. */
  private Map<String, List<JsonObject>> sent(String viewer) {
    Map<String, Map<String, JsonObject>> byShipment = new LinkedHashMap<>();
    for (var one : receiver.received()) {
      if (one.target().equals("/" + viewer)) {
        var repeated =
            byShipment
                .computeIfAbsent(one.shipmentId(), id -> new LinkedHashMap<>())
                .putIfAbsent(one.id(), one.json());
        assertThat(repeated).isIn(null, one.json());
      }
    }
    Map<String, List<JsonObject>> sent = new LinkedHashMap<>();
    byShipment.forEach((id, events) -> sent.put(id, List.copyOf(events.values())));
    return sent;
  }

  @Override
  public void close() {
    paths.forEach((path, headers) -> client.send("DELETE", path, null, null, headers).join());
    receiver.close();
  }
}

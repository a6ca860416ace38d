package io.quayside.gateway.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator's remedies beside the faults. */
@ExtendWith(SendingGateway.class)
@Timeout(600)
class PageRemediesIT {
  private final GatewayProcess gateway;
  private final Client client;
  private final Dispatcher dispatcher;

  PageRemediesIT(GatewayProcess gateway) {
    this.gateway = gateway;
    this.client = gateway.client();
    this.dispatcher = new Dispatcher(client);
  }

  /** A shipment whose second event the receiver refuses. */
  private String refused() {
    var id = dispatcher.book();
    dispatcher.assignCarrier(id, "MV Elbe").expect(200);
    return id;
  }

  private String letterOf(String shipmentId) {
    var query = "/v1/dead-letters?state=PARKED&shipmentId=" + shipmentId;
    await()
        .atMost(120, SECONDS)
        .pollInterval(1, SECONDS)
        .until(
            () -> {
              // Others must succeed meanwhile, or the endpoint counts as down.
              dispatcher.book();
              return client.get(query).json().getJsonArray("items").size() == 1;
            });
    return client.get(query).json().getJsonArray("items").getJsonObject(0).getString("letterId");
  }

  private String stateOf(String letterId) {
    return client.get("/v1/dead-letters/" + letterId).expect(200).json().getString("state");
  }

  @Test
  void shouldRedriveOneLetterAndDiscardAnother() {
    try (var receiver = new WebhookReceiver();
        var visit = Visit.of(gateway.ports().http())) {
      // The endpoint must not count as down: what it refuses is one event of each shipment.
      receiver.answer(one -> one.version() == 2 ? 400 : 200);
      var webhook =
          client
              .post("/v1/webhooks", new JsonObject().put("url", receiver.url("/page")))
              .expect(201)
              .header("Location");
      var first = refused();
      var second = refused();
      dispatcher.book();
      var wrong = letterOf(first);
      var late = letterOf(second);
      receiver.answer(200);
      visit.go("#/operations", "operations");

      open(visit, late, "redrive");
      visit.browser().click("dialog [data-action=\"send\"]");
      await().atMost(60, SECONDS).until(() -> stateOf(late).equals("REDRIVEN"));

      open(visit, wrong, "discard");
      visit.fill(Map.of("reason", "booked in error"));
      await().atMost(60, SECONDS).until(() -> stateOf(wrong).equals("DISCARDED"));

      assertThat(visit.count("[data-node-id]")).isEqualTo(1);
      assertThat(visit.count("[data-consumer=\"projection\"]")).isEqualTo(1);
      visit.expectNoComplaints();
      client.send("DELETE", webhook, null, null).join().expect(204);
    }
  }

  private static void open(Visit visit, String letter, String action) {
    var row = "[data-letter-id=\"%s\"]".formatted(letter);
    visit.awaitElement(row);
    visit.browser().evaluate("document.querySelector('%s').open = true".formatted(row));
    visit.browser().click(row + " [data-action=\"%s\"]".formatted(action));
    visit.awaitElement("dialog form");
  }
}

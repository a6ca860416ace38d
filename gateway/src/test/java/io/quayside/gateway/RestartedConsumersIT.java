package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Producer;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.Signals;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lanes and parked shipments of a gateway that is started again, at last without its database. */
class RestartedConsumersIT {
  private static final int PATIENCE_SECONDS = 60;

  private final WebhookReceiver receiver = new WebhookReceiver();
  private GatewayProcess gateway =
      GatewayProcess.startFresh("restarted-consumers", SendingGateway.SETTINGS);

  @AfterEach
  void stopGateway() {
    receiver.close();
    gateway.closeAndForget();
  }

  @Test
  void shouldKeepWhatIsParkedAndSendEverythingAgainWhenTheDatabaseIsLost() {
    var url = new JsonObject().put("url", receiver.url("/"));
    var webhook = gateway.client().post("/v1/webhooks", url).expect(201).header("Location");
    var healthy = shipment(3);
    var broken = shipment(2);
    var stuck = shipment(1);
    awaitSent(healthy, 1, 2, 3);
    awaitSent(broken, 1, 2);
    receiver.answer(one -> one.id().equals(stuck + "/2") ? 500 : 200);
    assign(stuck, 2, 4);
    Producer.send(gateway.topics().bootstrap(), "shipment-events", broken, "junk".getBytes(UTF_8));
    awaitParkedLane(webhook, stuck);
    awaitLetter(broken);
    var letters = List.of(letters(stuck), letters(broken));
    assertThat(letters).allSatisfy(some -> assertThat(some).hasSize(1));

    sendWhileTheDatabaseIsAway(healthy);

    restart();

    assertThat(List.of(letters(stuck), letters(broken))).isEqualTo(letters);
    assertParked(broken);
    awaitParkedLane(webhook, stuck);
    var late = shipment(1);
    awaitSent(late, 1);
    receiver.answer(one -> one.id().endsWith("/2") && !one.id().startsWith(healthy) ? 500 : 200);
    assign(late, 2, 3);
    await().atMost(PATIENCE_SECONDS, SECONDS).until(() -> lanes(webhook, "").size() == 2);

    gateway.stop();
    gateway.loseDatabase();
    receiver.clear();
    receiver.answer(one -> one.id().equals(stuck + "/2") ? 500 : 200);
    gateway = GatewayProcess.startAgain(gateway, SendingGateway.SETTINGS);

    awaitSent(healthy, 1, 2, 3, 4, 5);
    awaitSent(late, 1, 2, 3);
    awaitSent(broken, 1, 2);
    awaitLetter(stuck);
    awaitLetter(broken);
    assertThat(List.of(letters(stuck), letters(broken))).isEqualTo(letters);
    assertParked(broken);
    awaitParkedLane(webhook, stuck);
    receiver.answer(200);
    var letterId = letters(stuck).getJsonObject(0).getString("letterId");
    gateway
        .client()
        .post("/v1/dead-letters/" + letterId + "/redrive", new JsonObject())
        .expect(202);
    awaitSent(stuck, 1, 2, 3, 4);
  }

  /** A database that is away is no refusal: what is recorded meanwhile is sent later. */
  private void sendWhileTheDatabaseIsAway(String healthy) {
    Signals.suspendPostgres(gateway);
    assign(healthy, 4, 5);
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(() -> gateway.client().management("/readyz").status() == 503);
    assertThat(receiver.distinctVersions(healthy)).containsExactly(1, 2, 3);
    Signals.resumePostgres(gateway);
    awaitSent(healthy, 1, 2, 3, 4, 5);
  }

  private void restart() {
    gateway.stop();
    gateway = GatewayProcess.startAgain(gateway, SendingGateway.SETTINGS);
  }

  /** A shipment with so many events. */
  private String shipment(int events) {
    var id = new Dispatcher(gateway.client()).book();
    assign(id, 2, events);
    return id;
  }

  private void assign(String id, int first, int last) {
    IntStream.rangeClosed(first, last)
        .forEach(
            version ->
                new Dispatcher(gateway.client()).assignCarrier(id, "truck " + version).expect(200));
  }

  private void assertParked(String id) {
    new Dispatcher(gateway.client())
        .assignCarrier(id, "truck")
        .expectProblem(503, "temporarily-unavailable");
    var view = gateway.client().get("/v1/shipments/" + id).expect(200).json();
    assertThat(view.getInteger("version")).isEqualTo(2);
  }

  private JsonArray letters(String id) {
    var list = gateway.client().get("/v1/dead-letters?shipmentId=" + id).expect(200);
    return list.json().getJsonArray("items");
  }

  private void awaitLetter(String id) {
    await().atMost(PATIENCE_SECONDS, SECONDS).until(() -> !letters(id).isEmpty());
  }

  private JsonArray lanes(String webhook, String query) {
    return gateway
        .client()
        .get(webhook + "/lanes" + query)
        .expect(200)
        .json()
        .getJsonArray("items");
  }

  /** An event is parked only while others are taken. */
  private void awaitParkedLane(String webhook, String id) {
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(
            () -> {
              shipment(1);
              return lanes(webhook, "?state=PARKED").stream()
                  .anyMatch(lane -> ((JsonObject) lane).getString("shipmentId").equals(id));
            });
  }

  private void awaitSent(String id, Integer... versions) {
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .untilAsserted(() -> assertThat(receiver.distinctVersions(id)).containsExactly(versions));
  }
}

package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway that sends, a receiver, and one webhook between both. */
abstract class WebhookScenario {
  final GatewayProcess gateway;
  final Client client;
  WebhookReceiver receiver;
  String path;
  String secret;

  WebhookScenario(GatewayProcess gateway) {
    this.gateway = gateway;
    this.client = gateway.client();
  }

  @BeforeEach
  void open() {
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void close() {
    if (path != null) {
      delete(path).expect(204);
      path = null;
    }
    receiver.close();
  }

  JsonObject make(JsonObject fields) {
    var made = client.post("/v1/webhooks", fields).expect(201);
    path = made.header("Location");
    secret = made.json().getString("secret");
    return made.json();
  }

  JsonObject make() {
    return make(url("/hooks?tenant=a"));
  }

  JsonObject url(String target) {
    return new JsonObject().put("url", receiver.url(target));
  }

  Answer delete(String target, String... headers) {
    return client.send("DELETE", target, null, null, headers).join();
  }

  Answer put(String target, JsonObject body, String... headers) {
    return client
        .send("PUT", target, body.toBuffer().getBytes(), "application/json", headers)
        .join();
  }

  String book() {
    return client
        .post("/v1/shipments", Bodies.booking())
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  void assign(String shipmentId, String vehicle) {
    client
        .post("/v1/shipments/" + shipmentId + "/carrier-assignment", Bodies.carrier(vehicle))
        .expect(200);
  }

  /** A shipment with so many events. */
  String shipment(int events) {
    var id = book();
    for (int version = 2; version <= events; version++) {
      assign(id, "truck " + version);
    }
    return id;
  }

  void awaitVersions(String shipmentId, Integer... versions) {
    await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () -> assertThat(receiver.distinctVersions(shipmentId)).containsExactly(versions));
  }

  JsonObject shown() {
    return client.get(path).expect(200).json();
  }

  void awaitState(String state) {
    await()
        .atMost(60, SECONDS)
        .untilAsserted(() -> assertThat(shown().getString("state")).isEqualTo(state));
  }

  List<JsonObject> items(String target) {
    return client.get(path + target).expect(200).json().getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}

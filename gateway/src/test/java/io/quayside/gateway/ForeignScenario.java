package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A tenant of its own whose carriers send documents. */
abstract class ForeignScenario {
  final Secured secured;
  final Client client;
  final String tenant;

  ForeignScenario(Secured secured, String name) {
    this.secured = secured;
    this.client = secured.client();
    this.tenant = name + "-" + UUID.randomUUID().toString().substring(0, 12);
  }

  @BeforeEach
  void makeTenant() {
    secured.tenant(tenant);
  }

  String[] operator() {
    return secured.operator(tenant);
  }

  /** A key of a carrier. */
  String key(String name, String scac) {
    var key =
        new JsonObject()
            .put("name", name)
            .put("role", "carrier")
            .put("carriers", new JsonArray().add(scac));
    return client.post("/v1/keys", key, operator()).expect(201).json().getString("key");
  }

  String book(String reference, String container) {
    var booking = Bodies.booking().put("reference", reference);
    booking.getJsonObject("cargo").put("containerNumber", container);
    return client
        .post("/v1/shipments", booking, operator())
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  void assign(String shipmentId) {
    client
        .post(
            "/v1/shipments/" + shipmentId + "/carrier-assignment", Bodies.carrier("V"), operator())
        .expect(200);
  }

  /** Offers a shipment to MAEU alone. */
  void offer(String shipmentId) {
    var carriers = new JsonArray().add(new JsonObject().put("carrier", "MAEU").put("amount", "9"));
    var tender =
        new JsonObject().put("kind", "WATERFALL").put("currency", "EUR").put("carriers", carriers);
    client.post("/v1/shipments/" + shipmentId + "/tenders", tender, operator()).expect(201);
  }

  void shouldBeRead(String shipmentId, String key, int status) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.get("/v1/shipments/" + shipmentId, bearer(key)).status() == status);
  }

  JsonArray letters() {
    return client
        .get("/v1/dead-letters?source=foreign", operator())
        .expect(200)
        .json()
        .getJsonArray("items");
  }
}

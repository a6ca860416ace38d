package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Documents of carriers: they say nothing about the shipments of others. */
@ExtendWith(SecuredGateway.class)
class ForeignRightsIT {
  private static final String CAPTURE = "/v1/epcis/capture";

  private final Secured secured;
  private final Client client;
  private final String tenant = "epcis-" + UUID.randomUUID().toString().substring(0, 12);
  private String own;
  private String other;
  private String shipmentId;

  ForeignRightsIT(Secured secured) {
    this.secured = secured;
    this.client = secured.client();
  }

  @BeforeEach
  void assign() {
    secured.tenant(tenant);
    own = carrier("MAEU");
    other = carrier("HLCU");
    shipmentId = secured.book(tenant);
    client
        .post(
            "/v1/shipments/" + shipmentId + "/carrier-assignment", Bodies.carrier("V"), operator())
        .expect(200);
  }

  /** A key of a name of its own: those of one name are one caller. */
  private String carrier(String scac) {
    var key =
        new JsonObject()
            .put("name", scac)
            .put("role", "carrier")
            .put("carriers", new JsonArray().add(scac));
    return client.post("/v1/keys", key, operator()).expect(201).json().getString("key");
  }

  private String[] operator() {
    return secured.operator(tenant);
  }

  private Answer capture(String key) {
    var event =
        new JsonObject()
            .put("@context", "https://ref.gs1.org/standards/epcis/epcis-context.jsonld")
            .put("type", "ObjectEvent")
            .put("eventID", "urn:uuid:" + UUID.randomUUID())
            .put("eventTime", "2026-01-02T03:00:00Z")
            .put("eventTimeZoneOffset", "+00:00")
            .put("action", "OBSERVE")
            .put("bizStep", "loading")
            .put("epcList", new JsonArray().add("urn:quayside:shipment:" + shipmentId));
    return client
        .send("POST", CAPTURE, event.encode().getBytes(UTF_8), "application/json", bearer(key))
        .join();
  }

  private JsonObject job(Answer captured, String... credentials) {
    return client.get(captured.expect(202).header("Location"), credentials).expect(200).json();
  }

  private int versions() {
    return client
        .get("/v1/shipments/" + shipmentId + "/events", operator())
        .expect(200)
        .json()
        .getJsonArray("items")
        .size();
  }

  @Test
  void shouldNotKnowTheShipmentOfAnotherCarrier() {
    var job = job(capture(other), bearer(other));

    assertThat(job.getBoolean("success")).isFalse();
    assertThat(job.getJsonArray("errors").getJsonObject(0).getString("code"))
        .isEqualTo("unknown-shipment");
    assertThat(versions()).isEqualTo(2);
    var letter = job.getJsonArray("results").getJsonObject(0).getJsonArray("letters").getString(0);
    var path = "/v1/dead-letters/" + letter;
    client.get(path, bearer(other)).expect(200);
    client.get(path, operator()).expect(200);
    client.get(path, bearer(own)).expectProblem(404, "dead-letter-not-found");

    assertThat(job(capture(own), bearer(own)).getBoolean("success")).isTrue();
    assertThat(
            client
                .get("/v1/shipments/" + shipmentId + "?min-version=3", operator())
                .json()
                .getString("status"))
        .isEqualTo("PICKED_UP");
  }

  @Test
  void shouldShowACaptureToItsSenderAndToOperators() {
    var captured = capture(own).expect(202);
    var location = captured.header("Location");
    assertThat(job(captured, bearer(own))).isEqualTo(job(captured, operator()));
    client.get(location, bearer(other)).expectProblem(404, "not-found");
    var metrics = client.management("/metrics").text();
    assertThat(metrics).contains("quayside_foreign_total{format=\"epcis\",outcome=\"captured\"}");
  }

  @Test
  void shouldRefuseThoseWhoReportNoMilestones() {
    var shipper =
        secured.key(
            tenant, "shipper", new JsonObject().put("shippers", new JsonArray().add("Hansa Tea")));
    for (var key : List.of(shipper, secured.key(tenant, "service", new JsonObject()))) {
      capture(key).expectProblem(403, "forbidden");
    }
  }
}

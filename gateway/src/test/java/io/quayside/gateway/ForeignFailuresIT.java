package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Containers;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Documents that come again after a request that failed in the middle, for want of quota. */
@ExtendWith(SecuredGateway.class)
class ForeignFailuresIT extends ForeignScenario {
  /** Far more than the quota allows at once. */
  private static final int POSITIONS = 100;

  private static final Instant T0 = Instant.parse("2026-01-02T03:00:00Z");

  ForeignFailuresIT(Secured secured) {
    super(secured, "failures");
  }

  private String assigned(String container) {
    var id = book("F-" + UUID.randomUUID(), container);
    assign(id);
    return id;
  }

  private Answer send(String path, JsonObject document, String... headers) {
    return client
        .send("POST", path, document.encode().getBytes(UTF_8), "application/json", headers)
        .join();
  }

  /** Sends until the new quota is known. */
  private Answer sendAgain(String path, JsonObject document, int status, String... headers) {
    secured.quota(tenant, "positionsPerSecond", 1_000_000);
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> send(path, document, headers), answer -> answer.status() == status);
  }

  private String status(String shipmentId) {
    return client
        .get("/v1/shipments/" + shipmentId + "?min-version=3", operator())
        .expect(200)
        .json()
        .getString("status");
  }

  private static JsonObject event(String bizStep, Instant time, String... shipmentIds) {
    var epcs = new JsonArray();
    for (var id : shipmentIds) {
      epcs.add("urn:quayside:shipment:" + id);
    }
    return new JsonObject()
        .put("type", "ObjectEvent")
        .put("eventID", "urn:uuid:" + UUID.randomUUID())
        .put("eventTime", time.toString())
        .put("eventTimeZoneOffset", "Z")
        .put("action", "OBSERVE")
        .put("bizStep", bizStep)
        .put("epcList", epcs);
  }

  private static JsonObject epcis(JsonArray events) {
    return new JsonObject()
        .put("@context", "https://ref.gs1.org/standards/epcis/epcis-context.jsonld")
        .put("type", "EPCISDocument")
        .put("epcisBody", new JsonObject().put("eventList", events));
  }

  @Test
  void shouldReachAllShipmentsOfARecordThatOnlySomeHadWhenTheRequestFailed() {
    var reached = assigned(Containers.any());
    var held = assigned(Containers.any());
    var events = new JsonArray();
    var there = new JsonObject().put("id", "geo:1.5,2.5");
    for (int i = 0; i < POSITIONS; i++) {
      events.add(event("transporting", T0.plusSeconds(i), held).put("readPoint", there));
    }
    events.add(event("loading", T0, reached, held));
    var document = epcis(events);
    var path = "/v1/epcis/capture";
    secured.quota(tenant, "positionsPerSecond", 10);
    send(path, document, operator()).expectProblem(429, "rate-limited");
    assertThat(status(reached)).isEqualTo("PICKED_UP");

    var location = sendAgain(path, document, 202, operator()).header("Location");

    assertThat(status(held)).isEqualTo("PICKED_UP");
    var results = client.get(location, operator()).expect(200).json().getJsonArray("results");
    assertThat(results.getJsonObject(POSITIONS).getJsonArray("shipments").stream())
        .extracting(one -> ((JsonObject) one).getString("shipmentId"))
        .containsExactlyInAnyOrder(reached, held);
    assertThat(letters()).isEmpty();
  }

  /** Version 3.0 alone has positions. */
  private static JsonObject event(String type, String code, Instant time) {
    return new JsonObject()
        .put("eventID", UUID.randomUUID().toString())
        .put("eventDateTime", time.toString())
        .put(
            "eventClassification",
            new JsonObject()
                .put("eventTypeCode", type)
                .put("eventClassifierCode", "ACT")
                .put(type.toLowerCase(Locale.ROOT) + "EventTypeCode", code));
  }

  @Test
  void shouldRememberACommandThatWasUnderWayWhenTheRequestFailed() {
    var key = key("maersk", "MAEU");
    var reference = "F-" + UUID.randomUUID();
    var declined = book(reference, Containers.any());
    offer(declined);
    var container = Containers.any();
    shouldBeRead(assigned(container), key, 200);
    shouldBeRead(declined, key, 200);
    var point = new JsonObject().put("latitude", "1.25").put("longitude", "103.75");
    var events = new JsonArray();
    for (int i = 0; i < POSITIONS; i++) {
      events.add(
          event("IOT", "DETC", T0.plusSeconds(i))
              .put("eventLocation", new JsonObject().put("geoCoordinate", point))
              .put("equipmentDetails", new JsonObject().put("equipmentReference", container)));
    }
    var booking = new JsonObject().put("typeCode", "BKG").put("reference", reference);
    events.add(
        event("SHIPMENT", "REJE", T0)
            .put("shipmentDetails", new JsonObject().put("documentReference", booking)));
    var document = new JsonObject().put("events", events);
    var path = "/v1/dcsa/events";
    secured.quota(tenant, "positionsPerSecond", 1);
    send(path, document, bearer(key)).expectProblem(429, "rate-limited");
    shouldBeRead(declined, key, 404);

    var results = sendAgain(path, document, 200, bearer(key)).json().getJsonArray("results");

    assertThat(results.stream().map(one -> ((JsonObject) one).getString("outcome")))
        .hasSize(POSITIONS + 1)
        .containsOnly("captured");
    assertThat(letters()).isEmpty();
  }

  @Test
  void shouldAnswerEachOfManyRecordsAsTheFirstTime() {
    var id = assigned(Containers.any());
    var events = new JsonArray();
    for (int i = 0; i < 250; i++) {
      events.add(event("departing", T0.plusSeconds(i), id));
    }
    events.add(event("loading", T0, id));
    var document = epcis(events);
    for (int i = 0; i < 2; i++) {
      var answer = send("/v1/epcis/capture", document, operator()).expect(202);
      var job = client.get(answer.header("Location"), operator()).expect(200).json();
      assertThat(job.getJsonArray("results").stream())
          .extracting(one -> ((JsonObject) one).getString("outcome"))
          .startsWith("untranslated")
          .endsWith("captured")
          .containsOnlyOnce("captured");
    }
    var view = client.get("/v1/shipments/" + id + "?min-version=3", operator()).expect(200);
    assertThat(view.json().getInteger("version")).isEqualTo(3);
  }
}

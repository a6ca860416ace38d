package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Containers;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Documents of carriers that come again: they are answered as they were the first time. */
@ExtendWith(SecuredGateway.class)
class ForeignResendIT extends ForeignScenario {
  private String carrier;

  ForeignResendIT(Secured secured) {
    super(secured, "resend");
  }

  @BeforeEach
  void makeCarrier() {
    carrier = key("maersk", "MAEU");
  }

  /** The types of a shipment's events, once it has that version. */
  private List<String> types(String shipmentId, int minVersion) {
    client
        .get("/v1/shipments/" + shipmentId + "?min-version=" + minVersion, operator())
        .expect(200);
    return client
        .get("/v1/shipments/" + shipmentId + "/events", operator())
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(event -> ((JsonObject) event).getString("type"))
        .toList();
  }

  private static JsonObject event(String type, String code) {
    return new JsonObject()
        .put("eventID", UUID.randomUUID().toString())
        .put("eventCreatedDateTime", "2026-01-02T00:00:00Z")
        .put("eventType", type)
        .put("eventClassifierCode", "ACT")
        .put("eventDateTime", "2026-01-02T03:00:00+01:00")
        .put(type.toLowerCase(Locale.ROOT) + "EventTypeCode", code);
  }

  private static JsonArray booking(String code, String reference) {
    return new JsonArray()
        .add(event("SHIPMENT", code).put("documentTypeCode", "BKG").put("documentID", reference));
  }

  /** Version 3.0 alone has a cancellation. */
  private static String cancellation(String reference) {
    return """
    {"events":[{"eventID":"%s","eventDateTime":"2026-01-02T03:00:00Z",
    "eventClassification":{"eventTypeCode":"SHIPMENT","eventClassifierCode":"ACT",
    "shipmentEventTypeCode":"CANC"},
    "shipmentDetails":{"documentReference":{"typeCode":"BKG","reference":"%s"}}}]}
    """
        .formatted(UUID.randomUUID(), reference);
  }

  private JsonArray dcsa(String body, String key) {
    return client
        .send("POST", "/v1/dcsa/events", body.getBytes(UTF_8), "application/json", bearer(key))
        .join()
        .expect(200)
        .json()
        .getJsonArray("results");
  }

  private JsonArray epcis(String key, String... events) {
    var document =
        "{\"@context\":\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
            + "\"type\":\"EPCISDocument\",\"epcisBody\":{\"eventList\":["
            + String.join(",", events)
            + "]}}";
    var captured =
        client
            .send(
                "POST",
                "/v1/epcis/capture",
                document.getBytes(UTF_8),
                "application/json",
                bearer(key))
            .join()
            .expect(202);
    return client
        .get(captured.header("Location"), bearer(key))
        .expect(200)
        .json()
        .getJsonArray("results");
  }

  private static String epcisEvent(String id, String bizStep, String more) {
    return """
    {"type":"ObjectEvent","eventID":"%s","eventTime":"2026-01-02T03:00:00Z",\
    "eventTimeZoneOffset":"Z","action":"OBSERVE","bizStep":"%s",%s}\
    """
        .formatted(id, bizStep, more);
  }

  private static List<String> outcomes(JsonArray results) {
    return results.stream().map(one -> ((JsonObject) one).getString("outcome")).toList();
  }

  @Test
  void shouldAnswerTheSameWhenADeclineHasEndedTheRightToRead() {
    for (int i = 0; i < 10; i++) {
      var reference = "W-" + UUID.randomUUID();
      var id = book(reference, Containers.any());
      offer(id);
      shouldBeRead(id, carrier, 200);
      var document = booking("REJE", reference).encode();

      var first = dcsa(document, carrier);
      assertThat(outcomes(first)).containsExactly("captured");
      shouldBeRead(id, carrier, 404);

      assertThat(dcsa(document, carrier)).isEqualTo(first);
      assertThat(types(id, 4)).containsOnlyOnce("bidding.offer-declined.v1");
    }
    assertThat(letters()).isEmpty();
  }

  @Test
  void shouldAnswerTheSameWhenACancellationHasEndedTheRightToRead() {
    var reference = "W-" + UUID.randomUUID();
    var id = book(reference, Containers.any());
    offer(id);
    shouldBeRead(id, carrier, 200);
    var confirmation = booking("CONF", reference).encode();
    var confirmed = dcsa(confirmation, carrier);
    assertThat(outcomes(confirmed)).containsExactly("captured");
    var cancellation = cancellation(reference);
    var cancelled = dcsa(cancellation, carrier);
    assertThat(outcomes(cancelled)).containsExactly("captured");
    shouldBeRead(id, carrier, 404);

    assertThat(dcsa(cancellation, carrier)).isEqualTo(cancelled);
    assertThat(dcsa(confirmation, carrier)).isEqualTo(confirmed);

    assertThat(types(id, 6))
        .containsOnlyOnce("bidding.offer-accepted.v1", "bidding.award-given-back.v1");
    assertThat(letters()).isEmpty();
  }

  @Test
  void shouldSayNothingAgainWhereItSaidNothing() {
    var container = Containers.any();
    var id = book("N-" + UUID.randomUUID(), container);
    assign(id);
    var epc = "\"epcList\":[\"urn:quayside:shipment:" + id + "\"]";
    String[] events = {
      epcisEvent("urn:x:1" + id, "departing", epc),
      epcisEvent("urn:x:2" + id, "loading", epc),
      epcisEvent("urn:x:1" + id, "departing", epc)
    };
    var first = epcis(carrier, events);
    assertThat(outcomes(first)).containsExactly("untranslated", "captured", "untranslated");
    assertThat(epcis(carrier, events)).isEqualTo(first);
    assertThat(types(id, 3)).hasSize(3);

    var other = Containers.any();
    var second = book("N-" + UUID.randomUUID(), other);
    assign(second);
    var references =
        new JsonArray()
            .add(new JsonObject().put("referenceType", "EQ").put("referenceValue", other));
    var document =
        new JsonArray()
            .add(event("TRANSPORT", "DEPA").put("references", references))
            .add(event("EQUIPMENT", "PICK").put("equipmentReference", other))
            .encode();
    var told = dcsa(document, carrier);
    assertThat(outcomes(told)).containsExactly("untranslated", "captured");
    assertThat(dcsa(document, carrier)).isEqualTo(told);
    assertThat(types(second, 3)).hasSize(3);
  }

  @Test
  void shouldKeepALetterForEachSenderOfAnEventId() {
    var other = key("hapag", "HLCU");
    var id = "urn:x:" + UUID.randomUUID();
    var first =
        letter(epcis(carrier, epcisEvent(id, "loading", "\"epcList\":[\"urn:epc:id:bic:A\"]")));
    var second =
        letter(epcis(other, epcisEvent(id, "loading", "\"epcList\":[\"urn:epc:id:bic:B\"]")));

    assertThat(second).isNotEqualTo(first);
    for (var pair : List.of(List.of(first, carrier), List.of(second, other))) {
      var path = "/v1/dead-letters/" + pair.getFirst();
      assertThat(client.get(path, bearer(pair.getLast())).expect(200).json().getString("code"))
          .isEqualTo("unknown-shipment");
    }
    client
        .get("/v1/dead-letters/" + first, bearer(other))
        .expectProblem(404, "dead-letter-not-found");
  }

  private static String letter(JsonArray results) {
    return results.getJsonObject(0).getJsonArray("letters").getString(0);
  }

  @Test
  void shouldTakeTheOthersOfRecordsWithWhatIsNoText() {
    var container = Containers.any();
    var id = book("Z-" + UUID.randomUUID(), container);
    assign(id);
    var epc = "\"epcList\":[\"urn:quayside:shipment:" + id + "\"]";
    var results =
        epcis(
            carrier,
            epcisEvent("urn:x:a" + id, "loading", epc),
            epcisEvent(
                "urn:x:b" + id,
                "loading",
                "\"epcList\":[],\"bizTransactionList\":[{\"bizTransaction\":\"urn:x:A\\u0000B\"}]"),
            epcisEvent("urn:x:c" + id, "loading", "\"epcList\":[\"urn:epc:id:bic:MS\\u0000\"]"),
            epcisEvent(
                "urn:x:d" + id,
                "transporting",
                epc
                    + ",\"readPoint\":{\"id\":\"geo:1,2\"},\"sensorElementList\":"
                    + "[{\"sensorMetadata\":{\"deviceID\":\"A\\u0000\"}}]"));
    assertThat(outcomes(results))
        .containsExactly("captured", "dead-letter", "dead-letter", "dead-letter");
    assertThat(
            IntStream.range(1, 4)
                .mapToObj(i -> results.getJsonObject(i).getJsonArray("letters").getString(0))
                .map(letter -> client.get("/v1/dead-letters/" + letter, operator()).json())
                .map(letter -> letter.getString("code")))
        .containsExactly("unknown-shipment", "unknown-shipment", "untranslatable");
    client.get("/v1/epcis/capture/%00", operator()).expectProblem(404, "not-found");
    client.get("/v1/epcis/capture/x", operator()).expectProblem(404, "not-found");

    var paper = "DOC-" + UUID.randomUUID();
    var document =
        new JsonArray()
            .add(event("EQUIPMENT", "PICK").put("equipmentReference", "MS\u0000"))
            .add(
                event("TRANSPORT", "DEPA")
                    .put("documentID", "B\u0000")
                    .put("references", Bodies.equipmentReferences(container)))
            .add(event("SHIPMENT", "RECE").put("documentTypeCode", "TRD").put("documentID", paper));
    assertThat(outcomes(dcsa(document.encode(), carrier)))
        .containsExactly("dead-letter", "captured", "dead-letter");
  }
}

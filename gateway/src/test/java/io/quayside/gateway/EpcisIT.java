package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Containers;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** EPCIS documents in and out of a gateway. */
@ExtendWith(SharedGateway.class)
class EpcisIT {
  private static final String CAPTURE = "/v1/epcis/capture";

  private final Client client;
  private final Dispatcher dispatcher;
  private int minute;

  EpcisIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  private Answer capture(JsonObject document) {
    return capture(document.encode().getBytes(UTF_8));
  }

  private Answer capture(byte[] document) {
    return client.send("POST", CAPTURE, document, "application/ld+json").join();
  }

  private JsonObject job(Answer captured) {
    return client.get(captured.expect(202).header("Location")).expect(200).json();
  }

  private static JsonObject document(JsonObject... events) {
    return new JsonObject()
        .put("@context", "https://ref.gs1.org/standards/epcis/epcis-context.jsonld")
        .put("type", "EPCISDocument")
        .put("schemaVersion", "2.0")
        .put("creationDate", "2026-01-01T00:00:00Z")
        .put("epcisBody", new JsonObject().put("eventList", new JsonArray(List.of(events))));
  }

  private JsonObject event(String bizStep, String epc) {
    minute++;
    return new JsonObject()
        .put("type", "ObjectEvent")
        .put("eventID", "urn:uuid:" + UUID.randomUUID())
        .put("eventTime", "2026-01-02T03:%02d:00+01:00".formatted(minute))
        .put("eventTimeZoneOffset", "+01:00")
        .put("action", "OBSERVE")
        .put("epcList", new JsonArray().add(epc))
        .put("bizStep", bizStep);
  }

  private static JsonObject at(JsonObject event, String unLocode) {
    return event.put("readPoint", new JsonObject().put("id", "urn:quayside:unlocode:" + unLocode));
  }

  private String book(String reference, String container) {
    var booking = Bodies.booking().put("reference", reference);
    if (container != null) {
      booking.getJsonObject("cargo").put("containerNumber", container);
    } else {
      booking.getJsonObject("cargo").remove("containerNumber");
    }
    var id = dispatcher.book(booking).expect(201).json().getString("shipmentId");
    dispatcher.assignCarrier(id, "V").expect(200);
    dispatcher.view(id, 2);
    return id;
  }

  private static String outcome(JsonObject job, int index) {
    return job.getJsonArray("results").getJsonObject(index).getString("outcome");
  }

  @Test
  void shouldFollowAShipmentFromItsPickupToItsDelivery() {
    var id = book("EPCIS-1", null);
    var epc = "urn:quayside:shipment:" + id;
    var booking = Bodies.booking();
    var destination = booking.getJsonObject("destination").getString("unLocode");
    var document =
        document(
            event("shipping", epc),
            event("urn:epcglobal:cbv:bizstep:departing", epc),
            event("packing", epc),
            at(event("https://ref.gs1.org/cbv/BizStep-arriving", epc), destination),
            at(event("receiving", epc), destination));

    var captured = capture(document);
    var job = job(captured);

    assertThat(job.getBoolean("success")).as(job.encode()).isTrue();
    assertThat(IntStream.range(0, 5).mapToObj(i -> outcome(job, i)))
        .containsExactly("captured", "captured", "untranslated", "captured", "captured");
    var view = dispatcher.view(id, 6);
    assertThat(view.getString("status")).isEqualTo("DELIVERED");

    var again = capture(document);
    assertThat(again.header("Location")).isEqualTo(captured.header("Location"));
    assertThat(job(again).getJsonArray("results")).isEqualTo(job.getJsonArray("results"));
    assertThat(dispatcher.history(id, 6).getJsonArray("items")).hasSize(6);

    var own = client.get("/v1/shipments/" + id + "/epcis").expect(200);
    assertThat(own.json().getJsonObject("epcisBody").getJsonArray("eventList")).hasSize(4);
    var back = job(capture(own.text().getBytes(UTF_8)));
    assertThat(back.getBoolean("success")).as(back.encode()).isTrue();
    assertThat(outcome(back, 0)).isEqualTo("captured");
    assertThat(dispatcher.history(id, 6).getJsonArray("items")).hasSize(6);
    queryOf(id);
  }

  private void queryOf(String id) {
    var first =
        client
            .get("/v1/epcis/events?MATCH_anyEPC=urn:quayside:shipment:" + id + "&perPage=3")
            .expect(200);
    assertThat(eventList(first)).hasSize(3);
    var link = first.header("Link");
    var next = client.get(link.substring(1, link.indexOf('>'))).expect(200);
    assertThat(eventList(next)).hasSize(1);
    assertThat(next.headers().firstValue("Link")).isEmpty();
    client.get("/v1/epcis/events?perPage=3").expectProblem(422, "validation-failed");
    client
        .get("/v1/epcis/events?EQ_eventID=x&EQ_action=ADD")
        .expectProblem(422, "validation-failed");
    var one = client.get("/v1/epcis/events?EQ_eventID=urn:quayside:event:" + id + "/3").expect(200);
    assertThat(eventList(one).getJsonObject(0).getString("bizStep")).isEqualTo("loading");
  }

  private static JsonArray eventList(Answer answer) {
    return answer
        .json()
        .getJsonObject("epcisBody")
        .getJsonObject("queryResults")
        .getJsonObject("resultsBody")
        .getJsonArray("eventList");
  }

  @Test
  void shouldKeepWhatItCannotTellAsLetters() {
    var reference = "EPCIS-" + UUID.randomUUID();
    var container = Containers.any();
    var first = book(reference, container);
    var second = book(reference + "-2", container);
    var both = event("shipping", "urn:epc:id:bic:" + container);

    var job =
        job(
            capture(
                document(
                    both,
                    event("shipping", "urn:epc:id:bic:MSKU0000000"),
                    event("shipping", "urn:quayside:shipment:" + first)
                        .put("errorDeclaration", new JsonObject()),
                    event("arriving", "urn:quayside:shipment:" + first))));

    assertThat(job.getBoolean("success")).isFalse();
    assertThat(
            job.getJsonArray("errors").stream()
                .map(error -> ((JsonObject) error).getString("code")))
        .containsExactly("ambiguous-shipment", "unknown-shipment", "untranslatable");
    assertThat(outcome(job, 3)).isEqualTo("untranslated");
    assertThat(dispatcher.history(first, 2).getJsonArray("items")).hasSize(2);
    var letter = job.getJsonArray("results").getJsonObject(0).getJsonArray("letters").getString(0);
    var shown = client.get("/v1/dead-letters/" + letter).expect(200).json();
    assertThat(shown.getString("source")).isEqualTo("foreign");
    assertThat(shown.getString("state")).isEqualTo("PARKED");
    assertThat(shown.getString("original")).isNotEmpty();

    dispatcher.cancel(second, "not needed").expect(200);
    dispatcher.view(second, 3);
    client.post("/v1/dead-letters/" + letter + "/redrive", new JsonObject()).expect(202);
    await()
        .until(
            () -> client.get("/v1/shipments/" + first).json().getString("status"),
            "PICKED_UP"::equals);
    assertThat(dispatcher.history(first, 3).getJsonArray("items")).hasSize(3);
  }

  @Test
  void shouldCaptureTheSamplesOfOthersTwice() throws IOException {
    for (var file : EpcisSamplesTest.valid()) {
      var first = capture(Files.readAllBytes(file)).expect(202);
      var letters = letters(job(first));
      var again = capture(Files.readAllBytes(file)).expect(202);
      assertThat(again.header("Location")).isEqualTo(first.header("Location"));
      assertThat(letters(job(again))).as(file.toString()).isEqualTo(letters);
    }
    for (var file : EpcisSamplesTest.invalid()) {
      capture(Files.readAllBytes(file)).expectProblem(400, "document-invalid");
    }
  }

  private static List<Object> letters(JsonObject job) {
    return job.getJsonArray("results").stream()
        .map(result -> ((JsonObject) result).getValue("letters"))
        .toList();
  }

  @Test
  void shouldNameTheValuesThatAFilterMayHave() {
    var query = "/v1/epcis/events?MATCH_epc=urn:quayside:shipment:" + dispatcher.book();
    assertThat(offence(query + "&eventType=Foo")).contains("eventType").contains("ObjectEvent");
    assertThat(offence(query + "&EQ_bizStep=Foo")).contains("EQ_bizStep").contains("receiving");
    assertThat(offence("/v1/epcis/events?MATCH_epc=")).contains("MATCH_epc").contains("urn:");
    for (var epc : List.of("foo", "urn:quayside:shipment:1", "urn:epc:id:bic:foo")) {
      assertThat(offence("/v1/epcis/events?MATCH_anyEPC=" + epc)).contains("MATCH_anyEPC");
    }
    assertThat(offence("/v1/epcis/events?EQ_eventID=")).contains("EQ_eventID");
    for (var other :
        List.of(
            "/v1/epcis/events?MATCH_epc=urn:epc:id:sscc:0614141.1234567890",
            query + "&eventType=TransactionEvent",
            query + "&EQ_bizStep=urn:epcglobal:cbv:bizstep:loading%7Creceiving")) {
      assertThat(eventList(client.get(other).expect(200))).isEmpty();
    }
  }

  private String offence(String path) {
    return client.get(path).expectProblem(422, "validation-failed").text();
  }

  @Test
  void shouldJudgeTheBodyBeforeTheHeaders() {
    var rollback = new String[] {"GS1-Capture-Error-Behaviour", "rollback"};
    client
        .send("POST", CAPTURE, "{".getBytes(UTF_8), "application/json", rollback)
        .join()
        .expectProblem(400, "malformed-json");
    client
        .send("POST", CAPTURE, "{}".getBytes(UTF_8), "application/json", rollback)
        .join()
        .expectProblem(422, "validation-failed");
    client
        .send("POST", CAPTURE, "{}".getBytes(UTF_8), "text/plain", rollback)
        .join()
        .expectProblem(415, "unsupported-media-type");
  }

  @Test
  void shouldKeepARecordThatIsTooLongForItsLetter() {
    var reference = "EPCIS-" + UUID.randomUUID();
    var event =
        event("shipping", "urn:quayside:other:1")
            .put("acme:note", "x".repeat(70_000))
            .put(
                "bizTransactionList",
                new JsonArray()
                    .add(new JsonObject().put("bizTransaction", "urn:acme:po:" + reference)));
    var job = job(capture(document(event)));
    assertThat(outcome(job, 0)).isEqualTo("dead-letter");
    var letter = job.getJsonArray("results").getJsonObject(0).getJsonArray("letters").getString(0);
    var path = "/v1/dead-letters/" + letter;
    var shown = client.get(path).expect(200).json();
    assertThat(shown.containsKey("original")).isFalse();
    assertThat(shown.getString("sha256")).hasSize(64);

    var id = book(reference, null);
    dispatcher.view(id, 2);
    client.post(path + "/redrive", new JsonObject()).expect(202);

    await()
        .until(
            () -> client.get("/v1/shipments/" + id).json().getString("status"),
            "PICKED_UP"::equals);
  }

  @Test
  void shouldKeepAnErrorDeclarationOfItsOwnEventForAPerson() {
    var id = book("EPCIS-" + UUID.randomUUID(), null);
    capture(document(event("loading", "urn:quayside:shipment:" + id))).expect(202);
    var own = client.get("/v1/shipments/" + id + "/epcis").expect(200).json();
    var told = own.getJsonObject("epcisBody").getJsonArray("eventList").getJsonObject(0);
    told.put("errorDeclaration", new JsonObject());
    var unknown = told.copy().put("eventID", "urn:quayside:event:" + id + "/99");
    unknown.remove("errorDeclaration");

    var job = job(capture(document(told, unknown)));

    assertThat(outcome(job, 0)).isEqualTo("dead-letter");
    assertThat(outcome(job, 1)).isEqualTo("dead-letter");
    assertThat(dispatcher.history(id, 3).getJsonArray("items")).hasSize(3);
  }

  @Test
  void shouldRefuseWhatIsNoDocument() {
    capture("{".getBytes(UTF_8)).expectProblem(400, "malformed-json");
    capture("{}".getBytes(UTF_8)).expectProblem(400, "document-invalid");
    client
        .send(
            "POST",
            CAPTURE,
            document().encode().getBytes(UTF_8),
            "application/json",
            "GS1-Capture-Error-Behaviour",
            "rollback")
        .join()
        .expectProblem(422, "validation-failed");
    client
        .send("POST", CAPTURE, "x".getBytes(UTF_8), "text/plain")
        .join()
        .expectProblem(415, "unsupported-media-type");
    var events = IntStream.range(0, 1_001).mapToObj(i -> event("packing", "urn:x:y"));
    capture(
            document(
                events
                    .map(one -> one.put("eventTime", "2026-01-02T03:00:00Z"))
                    .toArray(JsonObject[]::new)))
        .expectProblem(413, "payload-too-large");
    client.get(CAPTURE + "/" + "0".repeat(26)).expectProblem(404, "not-found");
    var described = client.send("OPTIONS", CAPTURE, null, null).join().expect(204);
    assertThat(described.header("GS1-EPCIS-Capture-Limit")).isEqualTo("1000");
    assertThat(described.header("Allow")).contains("POST");
    assertThat(described.header("GS1-EPCIS-Version")).isEqualTo("2.0.0");
    assertThat(described.header("GS1-CBV-Version")).isEqualTo("2.0.0");
    assertThat(described.header("GS1-EPCIS-Capture-File-Size-Limit")).isEqualTo("4194304");
    assertThat(described.header("GS1-Capture-Error-Behaviour")).isEqualTo("proceed");
    capture(new byte[4 * 1024 * 1024 + 1]).expectProblem(413, "payload-too-large");
  }
}

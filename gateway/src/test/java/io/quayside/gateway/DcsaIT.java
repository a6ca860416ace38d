package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** DCSA events in and out of a gateway. */
@ExtendWith(SharedGateway.class)
class DcsaIT {
  private static final Path SAMPLES = Path.of("src/test/resources/foreign/dcsa");

  private final Client client;
  private final Dispatcher dispatcher;

  DcsaIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  private Answer post(byte[] body) {
    return client.send("POST", "/v1/dcsa/events", body, "application/json").join();
  }

  private JsonObject post(JsonArray events) {
    return post(events.encode().getBytes(UTF_8)).expect(200).json();
  }

  private static JsonObject event(String type, String code, String minute) {
    return new JsonObject()
        .put("eventID", UUID.randomUUID().toString())
        .put("eventCreatedDateTime", "2026-01-02T00:00:00Z")
        .put("eventType", type)
        .put("eventClassifierCode", "ACT")
        .put("eventDateTime", "2026-01-02T03:" + minute + ":00+01:00")
        .put(type.toLowerCase(Locale.ROOT) + "EventTypeCode", code);
  }

  private String book(String reference, String container) {
    var booking = Bodies.booking().put("reference", reference);
    booking.getJsonObject("cargo").put("containerNumber", container);
    var id = dispatcher.book(booking).expect(201).json().getString("shipmentId");
    dispatcher.assignCarrier(id, "V").expect(200);
    dispatcher.view(id, 2);
    return id;
  }

  private static List<String> outcomes(JsonObject answer) {
    return answer.getJsonArray("results").stream()
        .map(result -> ((JsonObject) result).getString("outcome"))
        .toList();
  }

  @Test
  void shouldFollowAContainerAndTellIt() {
    var container = Containers.any();
    var id = book("DCSA-" + UUID.randomUUID(), container);
    var query = "/v1/dcsa/v2/events?equipmentReference=" + container;
    var equipment =
        event("EQUIPMENT", "PICK", "01")
            .put("equipmentReference", container)
            .put("eventLocation", new JsonObject().put("UNLocationCode", "DEHAM"));
    var departed =
        event("TRANSPORT", "DEPA", "02")
            .put("transportCall", new JsonObject().put("UNLocationCode", "DEHAM"))
            .put("references", Bodies.equipmentReferences(container));
    var planned = departed.copy().put("eventClassifierCode", "PLN");
    planned.put("eventID", UUID.randomUUID().toString());
    var wrong = departed.copy().put("eventID", "incorrect");
    var events = new JsonArray(List.of(equipment, departed, planned, wrong));

    var answer = post(events);

    assertThat(outcomes(answer)).containsExactly("captured", "captured", "untranslated");
    assertThat(answer.getJsonArray("feedbackElements")).hasSize(1);
    assertThat(dispatcher.view(id, 4).getString("status")).isEqualTo("IN_TRANSIT");
    assertThat(outcomes(post(events))).isEqualTo(outcomes(answer));
    assertThat(dispatcher.history(id, 4).getJsonArray("items")).hasSize(4);

    var told = client.get(query).expect(200);
    var array = new JsonArray(told.text());
    assertThat(array).hasSize(2);
    assertThat(array.getJsonObject(0).getString("equipmentEventTypeCode")).isEqualTo("PICK");
    var back = post(array);
    assertThat(outcomes(back)).containsExactly("captured", "captured");
    assertThat(dispatcher.history(id, 4).getJsonArray("items")).hasSize(4);

    var first = client.get(query + "&limit=1").expect(200);
    var next = client.get(first.header("Next-Page")).expect(200);
    assertThat(new JsonArray(next.text()).getJsonObject(0)).isEqualTo(array.getJsonObject(1));
    assertThat(client.get("/v1/dcsa/v2/events?vesselIMONumber=1234567").expect(200).text())
        .isEqualTo("[]");
    client.get("/v1/dcsa/v2/events?limit=1").expectProblem(422, "validation-failed");
  }

  @Test
  void shouldNameTheValuesThatAFilterMayHave() {
    var path = "/v1/dcsa/v2/events?";
    var query = path + "equipmentReference=" + Containers.any();
    assertThat(offence(query + "&eventType=Foo")).contains("eventType").contains("EQUIPMENT");
    assertThat(offence(query + "&eventType=EQUIPMENT,")).contains("eventType");
    assertThat(offence(query + "&shipmentEventTypeCode=XXXX")).contains("RECE");
    assertThat(offence(query + "&transportEventTypeCode=XXXX")).contains("DEPA");
    assertThat(offence(query + "&equipmentEventTypeCode=XXXX")).contains("GTIN");
    assertThat(offence(query + "&documentTypeCode=XXX")).contains("TRD");
    assertThat(offence(query + "&UNLocationCode=hamburg")).contains("UNLocationCode");
    assertThat(offence(path + "equipmentReference=foo")).contains("equipmentReference");
    assertThat(offence(path + "carrierBookingReference=")).contains("carrierBookingReference");
    assertThat(client.get(query + "&eventType=SHIPMENT,TRANSPORT").expect(200).text())
        .isEqualTo("[]");
  }

  private String offence(String path) {
    return client.get(path).expectProblem(422, "validation-failed").text();
  }

  @Test
  void shouldTakeBackItsOwnEventsAsThoseOfTheirShipment() {
    var container = Containers.any();
    var first = book("DCSA-" + UUID.randomUUID(), container);
    post(
        new JsonArray()
            .add(event("EQUIPMENT", "PICK", "01").put("equipmentReference", container))
            .add(
                event("EQUIPMENT", "DROP", "02")
                    .put("equipmentReference", container)
                    .put("transportCall", new JsonObject().put("facilityTypeCode", "CLOC"))));
    assertThat(dispatcher.view(first, 4).getString("status")).isEqualTo("DELIVERED");
    var next = book("DCSA-" + UUID.randomUUID(), container);
    dispatcher.view(next, 2);
    var told =
        new JsonArray(
            client.get("/v1/dcsa/v2/events?equipmentReference=" + container).expect(200).text());
    assertThat(told).hasSize(2);

    var back = post(told);

    assertThat(outcomes(back)).containsExactly("captured", "captured");
    assertThat(back.encode()).contains(first + "/3").contains(first + "/4");
    assertThat(dispatcher.view(next, 2).getInteger("version")).isEqualTo(2);
  }

  @Test
  void shouldFeedBackTheCodesThatAVersionHasNot() {
    var container = Containers.any();
    var events =
        new JsonArray()
            .add(event("SHIPMENT", "SUDL", "01").put("documentTypeCode", "TRD"))
            .add(event("SHIPMENT", "RECE", "02").put("documentTypeCode", "CUC"))
            .add(event("EQUIPMENT", "CUSS", "03").put("equipmentReference", container))
            .add(event("TRANSPORT", "OMIT", "04"))
            .add(event("EQUIPMENT", "LOAD", "05").put("equipmentReference", container));
    var answer = post(events);
    assertThat(answer.getJsonArray("feedbackElements")).hasSize(4);
    assertThat(outcomes(answer)).containsExactly("untranslated");
  }

  @Test
  void shouldTakeTheSamplesOfOthersTwice() throws IOException {
    var id = book("ABC123123123", "APZU4812090");
    var response = Files.readAllBytes(SAMPLES.resolve("v2.2/tnt-220-response.json"));

    var first = post(response).expect(200).json();
    assertThat(first.getJsonArray("results")).hasSize(7);
    var versions = dispatcher.history(id, 2).getJsonArray("items").size();
    var again = post(response).expect(200).json();
    assertThat(again.getJsonArray("results")).isEqualTo(first.getJsonArray("results"));
    assertThat(dispatcher.history(id, 2).getJsonArray("items")).hasSize(versions);

    for (var name : List.of("attribute-values", "event-ids")) {
      var file = SAMPLES.resolve("v2.2/tnt-220-response-wrong-" + name + ".json");
      var feedback = post(Files.readAllBytes(file)).expect(200).json();
      assertThat(feedback.getJsonArray("feedbackElements")).isNotEmpty();
    }
    for (var name : List.of("structure", "date-times")) {
      var file = SAMPLES.resolve("v2.2/tnt-220-response-wrong-" + name + ".json");
      post(Files.readAllBytes(file)).expectProblem(400, "document-invalid");
    }
    try (var files = Files.list(SAMPLES.resolve("v3.0"))) {
      for (var file : files.sorted().toList()) {
        var taken = post(Files.readAllBytes(file)).expect(200).json();
        assertThat(post(Files.readAllBytes(file)).json().getJsonArray("results"))
            .isEqualTo(taken.getJsonArray("results"));
      }
    }
  }
}

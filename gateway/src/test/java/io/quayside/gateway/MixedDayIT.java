package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Containers;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.MqttDevice;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A day of shipments over HTTP alone, and the same day of their twins in everybody's own words:
 * both end in the same state.
 */
@ExtendWith(SharedGateway.class)
class MixedDayIT {
  private static final int SHIPMENTS = 10;
  private static final Instant MORNING = Instant.parse("2026-01-05T06:00:00Z");

  private final GatewayProcess gateway;
  private final Client client;
  private final Dispatcher dispatcher;

  MixedDayIT(GatewayProcess gateway) {
    this.gateway = gateway;
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  /** What happens at an hour of the day, as HTTP, EPCIS and DCSA call it. */
  private enum Step {
    PICKED_UP("DEHAM", "loading", null, "EQUIPMENT PICK"),
    DEPARTED("DEHAM", "departing", null, "TRANSPORT DEPA"),
    ARRIVED("NLRTM", "arriving", null, "TRANSPORT ARRI"),
    CUSTOMS_HELD("NLRTM", null, null, "SHIPMENT HOLD"),
    CUSTOMS_RELEASED("NLRTM", "inspecting", "conformant", "SHIPMENT RELS"),
    OUT_FOR_DELIVERY("SGSIN", null, null, "EQUIPMENT GTOT"),
    DELIVERED("SGSIN", "receiving", "in_progress", "EQUIPMENT DROP");

    final String place;
    final String bizStep;
    final String disposition;
    final String dcsa;

    Step(String place, String bizStep, String disposition, String dcsa) {
      this.place = place;
      this.bizStep = bizStep;
      this.disposition = disposition;
      this.dcsa = dcsa;
    }

    /** Hours since the morning. */
    int hour() {
      return List.of(values()).indexOf(this);
    }

    Instant time(int shipment) {
      return MORNING.plusSeconds(3_600L * hour() + shipment);
    }
  }

  /** A shipment, and the container that it is in. */
  private record Booked(String id, String container) {}

  private Booked book() {
    var container = Containers.any();
    var booking = Bodies.booking().put("reference", "DAY-" + UUID.randomUUID());
    booking.getJsonObject("cargo").put("containerNumber", container);
    var id = dispatcher.book(booking).expect(201).json().getString("shipmentId");
    dispatcher.assignCarrier(id, "V").expect(200);
    return new Booked(id, container);
  }

  private List<Booked> bookAll() {
    return IntStream.range(0, SHIPMENTS).mapToObj(i -> book()).toList();
  }

  @Test
  void shouldEndInTheSameStateWhateverTheDoor() {
    var plain = bookAll();
    var mixed = bookAll();
    try (var device = MqttDevice.connect(gateway)) {
      for (var step : Step.values()) {
        for (int i = 0; i < SHIPMENTS; i++) {
          overHttp(plain.get(i), step, i);
          track(plain.get(i), step, i);
        }
        mixed(mixed, step, device);
      }
      for (int i = 0; i < SHIPMENTS; i++) {
        var expected = plain.get(i);
        var twin = mixed.get(i);
        assertThat(events(twin)).isEqualTo(events(expected));
        await().untilAsserted(() -> assertThat(positions(expected)).hasSize(Step.values().length));
        await().untilAsserted(() -> assertThat(positions(twin)).isEqualTo(positions(expected)));
        assertThat(view(twin)).isEqualTo(view(expected)).contains("DELIVERED");
      }
    }
  }

  /** Each shipment by another door at each step, and by each door at some; documents go twice. */
  private void mixed(List<Booked> shipments, Step step, MqttDevice device) {
    var epcis = new JsonArray();
    var dcsa = new JsonArray();
    for (int i = 0; i < SHIPMENTS; i++) {
      var one = shipments.get(i);
      switch ((i + step.hour()) % 3) {
        case 0 -> overHttp(one, step, i);
        case 1 -> (step.bizStep == null ? dcsa : epcis).add(told(one, step, i));
        default -> dcsa.add(dcsa(one, step, i));
      }
    }
    for (int sent = 0; sent < 2; sent++) {
      captureEpcis(epcis);
      captureDcsa(dcsa);
    }
    var positions = new JsonArray();
    for (int i = 0; i < SHIPMENTS; i++) {
      var one = shipments.get(i);
      switch ((i + step.hour()) % 3) {
        case 0 -> track(one, step, i);
        case 1 -> {
          var topic = MqttDevice.topic(one.id);
          var update = position(step, i).encode();
          assertThat(device.publish(topic, update).properties())
              .containsEntry("result", "accepted");
          assertThat(device.publish(topic, update).properties())
              .containsEntry("result", "duplicate");
        }
        default -> positions.add(epcisPosition(one, step, i));
      }
    }
    captureEpcis(positions);
  }

  private static JsonObject told(Booked one, Step step, int i) {
    return step.bizStep == null ? dcsa(one, step, i) : epcis(one, step, i);
  }

  private void captureEpcis(JsonArray events) {
    var document =
        new JsonObject()
            .put("@context", "https://ref.gs1.org/standards/epcis/epcis-context.jsonld")
            .put("type", "EPCISDocument")
            .put("epcisBody", new JsonObject().put("eventList", events));
    var captured =
        client
            .send(
                "POST", "/v1/epcis/capture", document.encode().getBytes(UTF_8), "application/json")
            .join()
            .expect(202);
    var job = client.get(captured.header("Location")).expect(200).json();
    shouldBeCaptured(job.getJsonArray("results"), events.size());
  }

  private void captureDcsa(JsonArray events) {
    if (!events.isEmpty()) {
      var body = events.encode().getBytes(UTF_8);
      var answer = client.send("POST", "/v1/dcsa/events", body, "application/json").join();
      shouldBeCaptured(answer.expect(200).json().getJsonArray("results"), events.size());
    }
  }

  private static void shouldBeCaptured(JsonArray results, int size) {
    assertThat(results).hasSize(size);
    for (int i = 0; i < size; i++) {
      assertThat(results.getJsonObject(i).getString("outcome"))
          .as(results.encode())
          .isEqualTo("captured");
    }
  }

  private void overHttp(Booked one, Step step, int i) {
    var milestone =
        Bodies.milestone(step.name(), step.time(i))
            .put("location", new JsonObject().put("unLocode", step.place));
    dispatcher.milestone(one.id, milestone).expect(200);
  }

  private void track(Booked one, Step step, int i) {
    assertThat(dispatcher.verdict(one.id, position(step, i))).isEqualTo("accepted");
  }

  private static JsonObject position(Step step, int i) {
    return Bodies.position("day-" + i, step.time(i).getEpochSecond(), step.time(i))
        .put("temperatureC", -18.5);
  }

  private static JsonObject event(String bizStep, Booked one, Step step, int i) {
    return new JsonObject()
        .put("type", "ObjectEvent")
        .put("eventID", id("epcis", bizStep, one, step))
        .put("eventTime", step.time(i).toString())
        .put("eventTimeZoneOffset", "+00:00")
        .put("action", "OBSERVE")
        .put("bizStep", bizStep)
        .put("epcList", new JsonArray().add("urn:epc:id:bic:" + one.container));
  }

  private static JsonObject epcis(Booked one, Step step, int i) {
    var event =
        event(step.bizStep, one, step, i)
            .put("readPoint", new JsonObject().put("id", "urn:quayside:unlocode:" + step.place));
    return step.disposition == null ? event : event.put("disposition", step.disposition);
  }

  private static JsonObject epcisPosition(Booked one, Step step, int i) {
    var report = new JsonObject().put("type", "Temperature").put("uom", "CEL").put("value", -18.5);
    var element =
        new JsonObject()
            .put("sensorMetadata", new JsonObject().put("deviceID", "day-" + i))
            .put("sensorReport", new JsonArray().add(report));
    return event("transporting", one, step, i)
        .put("readPoint", new JsonObject().put("id", "geo:53.54,9.98"))
        .put("sensorElementList", new JsonArray().add(element));
  }

  private static JsonObject dcsa(Booked one, Step step, int i) {
    var kind = step.dcsa.split(" ", -1);
    return new JsonObject()
        .put("eventID", id("dcsa", kind[1], one, step))
        .put("eventCreatedDateTime", step.time(i).toString())
        .put("eventType", kind[0])
        .put(kind[0].toLowerCase(Locale.ROOT) + "EventTypeCode", kind[1])
        .put("eventClassifierCode", "ACT")
        .put("eventDateTime", step.time(i).toString())
        .put("documentTypeCode", "CUS")
        .put(
            "transportCall",
            new JsonObject()
                .put("facilityTypeCode", kind[1].equals("DROP") ? "CLOC" : "POTE")
                .put("UNLocationCode", step.place))
        .put("references", Bodies.equipmentReferences(one.container));
  }

  /** The same each time, so that a document may be sent again. */
  private static String id(String format, String kind, Booked one, Step step) {
    var name = String.join("/", format, kind, one.id, step.name());
    return UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();
  }

  /** The data of all events behind the booking, with their types. */
  private List<String> events(Booked one) {
    var version = Step.values().length + 2;
    List<String> told = new ArrayList<>();
    for (var item : dispatcher.history(one.id, version).getJsonArray("items")) {
      var event = (JsonObject) item;
      if (event.getInteger("shipmentversion") > 1) {
        told.add(event.getString("type") + ' ' + event.getJsonObject("data").encode());
      }
    }
    assertThat(told).hasSize(version - 1);
    return told;
  }

  private String view(Booked one) {
    var view = dispatcher.view(one.id, Step.values().length + 2);
    for (var own :
        List.of("shipmentId", "reference", "cargo", "bookedAt", "updatedAt", "position")) {
      view.remove(own);
    }
    return view.encode().replaceAll("\"recordedAt\":\"[^\"]*\"", "");
  }

  private List<String> positions(Booked one) {
    var items = client.get("/v1/shipments/" + one.id + "/positions").expect(200).json();
    List<String> told = new ArrayList<>();
    for (var item : items.getJsonArray("items")) {
      var position = ((JsonObject) item).copy();
      position.remove("recordedAt");
      told.add(position.encode());
    }
    return told.stream().sorted().toList();
  }
}

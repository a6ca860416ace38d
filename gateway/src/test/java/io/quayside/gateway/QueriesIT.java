package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The queries, each as its caller sees it. */
@ExtendWith(SharedGateway.class)
class QueriesIT {
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";

  private final Client client;
  private final Dispatcher dispatcher;

  QueriesIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldShowAShipmentWithAllThatIsKnown() {
    var booking =
        Bodies.booking()
            .put("requestedPickupAt", "2030-01-02T03:04:05+02:00")
            .put("requestedDeliveryBy", "2030-02-03T00:00:00Z");
    var booked = dispatcher.book(booking).expect(201).json();
    var shipmentId = booked.getString("shipmentId");
    dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);
    var milestone =
        Bodies.milestone("PICKED_UP")
            .put("location", new JsonObject().put("unLocode", "DEHAM"))
            .put("note", "Dock 4, ä€😀");
    var recorded = dispatcher.milestone(shipmentId, milestone).expect(200).json();

    var shown = dispatcher.view(shipmentId, 3);

    assertThat(shown.getInteger("version")).isEqualTo(3);
    assertThat(shown.getString("status")).isEqualTo("PICKED_UP");
    assertThat(shown.getString("carrier")).isEqualTo("MAEU");
    assertThat(shown.getString("vehicle")).isEqualTo("HH-QS 1");
    assertThat(shown.getString("bookedAt")).isEqualTo(booked.getString("recordedAt"));
    assertThat(shown.getString("updatedAt")).isEqualTo(recorded.getString("recordedAt"));
    assertThat(shown.getString("requestedPickupAt")).isEqualTo("2030-01-02T01:04:05.000Z");
    assertThat(shown.getString("requestedDeliveryBy")).isEqualTo("2030-02-03T00:00:00.000Z");
    for (var member : List.of("reference", "shipper", "mode", "origin", "destination", "cargo")) {
      assertThat(shown.getValue(member)).as(member).isEqualTo(booking.getValue(member));
    }
    var last = shown.getJsonObject("lastMilestone");
    assertThat(last.remove("recordedAt")).isEqualTo(recorded.getString("recordedAt"));
    var occurredAt = Instant.parse((String) last.remove("occurredAt"));
    assertThat(occurredAt).isEqualTo(Instant.parse((String) milestone.remove("occurredAt")));
    assertThat(last).isEqualTo(milestone);
  }

  @Test
  void shouldLeaveOutWhatHasNoValue() {
    var shipmentId = dispatcher.book();

    assertThat(dispatcher.view(shipmentId, 1).fieldNames())
        .containsExactlyInAnyOrder(
            "shipmentId",
            "version",
            "status",
            "reference",
            "shipper",
            "mode",
            "origin",
            "destination",
            "cargo",
            "bookedAt",
            "updatedAt");
  }

  @Test
  void shouldShowItsOwnWritesWhereTheVersionIsNamed() {
    var shipmentId = dispatcher.book();
    for (int version = 2; version <= 20; version++) {
      dispatcher.assignCarrier(shipmentId, "V" + version).expect(200);
      var shown = dispatcher.view(shipmentId, version);
      assertThat(shown.getInteger("version")).isEqualTo(version);
      assertThat(shown.getString("vehicle")).isEqualTo("V" + version);
    }
  }

  @Test
  void shouldShowABookingAtOnce() {
    for (int i = 0; i < 20; i++) {
      var shipmentId = dispatcher.book();
      client.get("/v1/shipments/" + shipmentId).expect(200);
      var events = client.get("/v1/shipments/" + shipmentId + "/events").expect(200);
      assertThat(events.json().getJsonArray("items")).hasSize(1);
    }
  }

  @Test
  void shouldGiveUpOnAVersionThatNeverComes() {
    var shipmentId = dispatcher.book();
    var start = System.nanoTime();

    var answer = client.get("/v1/shipments/" + shipmentId + "?min-version=2");

    answer.expectProblem(503, "temporarily-unavailable");
    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(4_500), Duration.ofSeconds(15));
  }

  @Test
  void shouldAnswerNotModifiedUntilVersionOrPositionChanges() {
    var shipmentId = dispatcher.book();
    dispatcher.view(shipmentId, 1);
    var path = "/v1/shipments/" + shipmentId;
    var first = client.get(path).expect(200).header("ETag");
    assertThat(first).startsWith("W/\"");

    var unchanged = client.get(path, "If-None-Match", first).expect(304);
    assertThat(unchanged.body()).isEmpty();
    assertThat(unchanged.header("ETag")).isEqualTo(first);
    client.get(path, "If-None-Match", "\"other\", " + first.substring(2)).expect(304);
    client.get(path, "If-None-Match", "\"other\"").expect(200);

    dispatcher.track(shipmentId, Bodies.position("truck-1", 1)).expect(202);
    var moved =
        await()
            .until(
                () -> client.get(path, "If-None-Match", first), answer -> answer.status() == 200);
    assertThat(moved.header("ETag")).isNotEqualTo(first);

    dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);
    dispatcher.view(shipmentId, 2);
    assertThat(client.get(path, "If-None-Match", moved.header("ETag")).expect(200).header("ETag"))
        .isNotEqualTo(moved.header("ETag"));
  }

  @Test
  void shouldNarrowListsByStatusCarrierAndShipper() {
    var shipper = "Shipper & Söhne " + UUID.randomUUID();
    var booked = bookFor(shipper);
    var assigned = bookFor(shipper);
    dispatcher.assignCarrier(assigned, "HH-QS 1").expect(200);
    dispatcher.view(assigned, 2);
    dispatcher.view(booked, 1);

    assertThat(listed("?shipper=" + encoded(shipper))).containsExactly(assigned, booked);
    assertThat(listed("?status=BOOKED&shipper=" + encoded(shipper))).containsExactly(booked);
    assertThat(listed("?carrier=MAEU&shipper=" + encoded(shipper))).containsExactly(assigned);
    assertThat(listed("?status=BOOKED&carrier=MAEU&shipper=" + encoded(shipper))).isEmpty();
    assertThat(listed("?shipper=" + encoded(shipper + "x"))).isEmpty();
  }

  @Test
  void shouldFindShipmentsByReferenceAndContainer() {
    var reference = "PO & " + UUID.randomUUID();
    var booking = Bodies.booking().put("reference", reference);
    booking.getJsonObject("cargo").put("containerNumber", "CSQU3054383");
    var id = dispatcher.book(booking).expect(201).json().getString("shipmentId");
    dispatcher.view(id, 1);

    var query = "?reference=" + encoded(reference);
    assertThat(listed(query)).containsExactly(id);
    assertThat(listed(query + "&container=CSQU3054383")).containsExactly(id);
    assertThat(listed(query + "&container=MSKU9070323")).isEmpty();
    assertThat(listed(query.toLowerCase(Locale.ROOT))).isEmpty();
    assertThat(client.get("/v1/shipments?container=CSQU3054384&reference=").expect(422).text())
        .contains("ISO 6346", "1 to 64 characters");
  }

  @Test
  void shouldPageToTheEndWithoutRepeats() {
    var shipper = "Shipper " + UUID.randomUUID();
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      newestFirst.addFirst(bookFor(shipper));
      dispatcher.view(newestFirst.getFirst(), 1);
    }
    List<String> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    var query = "?limit=3&shipper=" + encoded(shipper);
    String next = "";
    while (next != null) {
      var page = client.get("/v1/shipments" + query + next).expect(200);
      seen.addAll(ids(page));
      sizes.add(ids(page).size());
      var cursor = page.json().getString("next");
      next = cursor == null ? null : "&after=" + encoded(cursor);
    }

    // Bookings of the same millisecond stand in the order of their ids.
    assertThat(seen).containsExactlyInAnyOrderElementsOf(newestFirst);
    assertThat(sizes).containsExactly(3, 3, 1);
  }

  @Test
  void shouldEndPagingAtAFullPage() {
    var shipper = "Shipper " + UUID.randomUUID();
    for (int i = 0; i < 2; i++) {
      dispatcher.view(bookFor(shipper), 1);
    }

    var page = client.get("/v1/shipments?limit=2&shipper=" + encoded(shipper)).expect(200).json();

    assertThat(page.getJsonArray("items")).hasSize(2);
    assertThat(page.containsKey("next")).isFalse();
  }

  @Test
  void shouldAnswerEventsAfterAVersionUpToALimit() {
    var shipmentId = dispatcher.bookAndPickUp();
    dispatcher.view(shipmentId, 3);
    var path = "/v1/shipments/" + shipmentId + "/events";

    assertThat(versions(path)).containsExactly(1, 2, 3);
    assertThat(versions(path + "?after=1")).containsExactly(2, 3);
    assertThat(versions(path + "?after=1&limit=1")).containsExactly(2);
    assertThat(versions(path + "?after=3")).isEmpty();
    assertThat(versions(path + "?after=99")).isEmpty();
  }

  @Test
  void shouldAnswerNoPositionsWhereNoneCame() {
    var shipmentId = dispatcher.book();

    var answer = client.get("/v1/shipments/" + shipmentId + "/positions").expect(200);

    assertThat(answer.text()).isEqualTo("{\"items\":[]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?min-version=1", "/events", "/events?after=3", "/positions"})
  void shouldNotFindAnUnknownShipment(String rest) {
    client.get("/v1/shipments/" + UNKNOWN + rest).expectProblem(404, "shipment-not-found");
    client.get("/v1/shipments/nothing" + rest).expectProblem(404, "shipment-not-found");
  }

  @ParameterizedTest
  @CsvSource({
    "ID?min-version=x, min-version",
    "ID?min-version=-1, min-version",
    "ID?minVersion=1, minVersion",
    "ID?min-version=1&min-version=2, min-version",
    "ID?id=1, id",
    "ID/events?after=-1, after",
    "ID/events?limit=0, limit",
    "ID/events?limit=1001, limit",
    "ID/events?limit=99999999999, limit",
    "ID/events?before=1, before",
    "ID/positions?limit=1001, limit",
    "ID/positions?after=1, after",
    "?status=LOST_AT_SEA, status",
    "?status=, status",
    "?carrier=maeu, carrier",
    "?carrier=MAEUX, carrier",
    "?shipper=, shipper",
    "?limit=0, limit",
    "?limit=201, limit",
    "?limit=ten, limit",
    "?after=nothing, after",
    "?after=%00, after",
    "?origin=DEHAM, origin",
  })
  void shouldNameTheOffendingParameter(String query, String parameter) {
    var shipmentId = dispatcher.book();
    var path = query.startsWith("?") ? query : "/" + query.replace("ID", shipmentId);

    var problem = client.get("/v1/shipments" + path).expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactly(parameter);
  }

  @Test
  void shouldNameEveryOffendingParameter() {
    var problem =
        client
            .get("/v1/shipments?limit=0&status=X&carrier=1&after=-&colour=blue&shipper=")
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences())
        .containsExactlyInAnyOrder("limit", "status", "carrier", "after", "colour", "shipper");
  }

  private String bookFor(String shipper) {
    return dispatcher
        .book(Bodies.booking().put("shipper", shipper))
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  private List<String> listed(String query) {
    return ids(client.get("/v1/shipments" + query).expect(200));
  }

  private static List<String> ids(Answer page) {
    return page.json().getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("shipmentId"))
        .toList();
  }

  private List<Integer> versions(String path) {
    return client.get(path).expect(200).json().getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getInteger("shipmentversion"))
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}

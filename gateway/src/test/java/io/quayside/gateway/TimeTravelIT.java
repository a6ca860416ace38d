package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shipments as they were, their journeys, and what led to their events. */
@ExtendWith(SharedGateway.class)
class TimeTravelIT {
  private static final int SHIPMENTS = Integer.getInteger("timetravel.shipments", 15);
  private static final int WALKERS = 8;

  private final Client client;
  private final Dispatcher dispatcher;

  TimeTravelIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  private static String path(String shipmentId) {
    return "/v1/shipments/" + shipmentId;
  }

  @Test
  void shouldShowEachVersionAsItWasShownWhenItWasCurrent() throws Exception {
    try (var walkers = Executors.newFixedThreadPool(WALKERS)) {
      var walks =
          IntStream.range(0, SHIPMENTS)
              .mapToObj(i -> walkers.submit(() -> walk(new Random(28 + i))))
              .toList();
      for (var walk : walks) {
        walk.get();
      }
    }
  }

  private void walk(Random random) {
    var walk = RandomWalk.of(client, random);
    var id = walk.shipmentId();
    var shown = walk.shown();

    for (int version : shown.keySet()) {
      var past = client.get(path(id) + "?at-version=" + version).expect(200);
      var body = past.json();
      var asOf = (JsonObject) body.remove("asOf");
      assertThat(body).isEqualTo(shown.get(version));
      assertThat(asOf.getInteger("version")).isEqualTo(version);
      assertThat(asOf.getString("recordedAt")).isEqualTo(body.getString("updatedAt"));
      assertThat(past.header("ETag")).isEqualTo("\"" + version + "\"");
      assertThat(past.header("Cache-Control")).isEqualTo("private, max-age=3600");
    }
  }

  @Test
  void shouldShowWhatWasKnownAtATime() {
    var id = dispatcher.book();
    var booked = dispatcher.view(id, 1);
    var bookedAt = Instant.parse(booked.getString("updatedAt"));
    await().until(() -> Instant.now().isAfter(bookedAt.plusMillis(20)));
    dispatcher.assignCarrier(id, "HH 2").expect(200);
    var assigned = dispatcher.view(id, 2);
    var assignedAt = Instant.parse(assigned.getString("updatedAt"));

    var between = at(id, bookedAt.plusMillis(10));
    assertThat(between.remove("asOf"))
        .isEqualTo(
            new JsonObject()
                .put("version", 1)
                .put("recordedAt", bookedAt.toString())
                .put("at", bookedAt.plusMillis(10).toString()));
    assertThat(between).isEqualTo(booked);
    assertThat(at(id, bookedAt).getInteger("version")).isEqualTo(1);
    assertThat(at(id, assignedAt).getInteger("version")).isEqualTo(2);
    assertThat(at(id, assignedAt.minusMillis(1)).getInteger("version")).isEqualTo(1);
    client
        .get(path(id) + "?at=" + bookedAt.minusMillis(1))
        .expectProblem(404, "shipment-not-found");
  }

  private JsonObject at(String id, Instant time) {
    var answer = client.get(path(id) + "?at=" + time).expect(200);
    assertThat(answer.headers().firstValue("ETag")).isEmpty();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return answer.json();
  }

  @Test
  void shouldShowThePositionThatWasKnownAtATime() {
    var id = dispatcher.bookAndPickUp();
    dispatcher.track(id, Bodies.position("truck-1", 1)).expect(202);
    var first = awaitPosition(id, 1);
    var firstAt = Instant.parse(first.getString("recordedAt"));
    await().until(() -> Instant.now().isAfter(firstAt.plusMillis(20)));
    dispatcher.track(id, Bodies.position("truck-1", 2)).expect(202);
    var second = awaitPosition(id, 2);

    assertThat(at(id, firstAt.plusMillis(10)).getJsonObject("lastPosition")).isEqualTo(first);
    assertThat(at(id, Instant.parse(second.getString("recordedAt"))).getJsonObject("lastPosition"))
        .isEqualTo(second);
    assertThat(at(id, firstAt.minusMillis(1)).containsKey("lastPosition")).isFalse();
    assertThat(
            client.get(path(id) + "?at-version=3").expect(200).json().containsKey("lastPosition"))
        .isFalse();
  }

  private JsonObject awaitPosition(String id, int sequence) {
    return await()
        .until(
            () -> client.get(path(id)).expect(200).json().getJsonObject("lastPosition"),
            position -> position != null && position.getInteger("sequence") == sequence);
  }

  @Test
  void shouldShowTheVersionOfAnAnswerJustReceived() {
    for (int i = 0; i < 20; i++) {
      var booked = dispatcher.book(Bodies.booking()).expect(201).json();
      var id = booked.getString("shipmentId");

      client.get(path(id) + "?at-version=1").expect(200);
      var assigned = dispatcher.assignCarrier(id, "HH 3").expect(200).json();
      client.get(path(id) + "?at-version=2").expect(200);
      var shown = client.get(path(id) + "?at=" + assigned.getString("recordedAt")).expect(200);
      assertThat(shown.json().getInteger("version")).isEqualTo(2);
    }
  }

  @Test
  void shouldAnswerWhatTheCallerHasAlready() {
    var id = dispatcher.book();
    var again = client.get(path(id) + "?at-version=1", "If-None-Match", "\"1\"").expect(304);

    assertThat(again.body()).isEmpty();
    client.get(path(id) + "?at-version=1", "If-None-Match", "\"2\"").expect(200);
  }

  @ParameterizedTest
  @CsvSource({
    "at-version=0, at-version",
    "at-version=2, at-version",
    "at-version=10001, at-version",
    "at-version=one, at-version",
    "at-version=-1, at-version",
    "at=yesterday, at",
    "at=2026-03-01, at",
    "at=9999-01-01T00:00:00Z, at",
    "at=2026-03-01T00:00:00Z&at-version=1, at-version at",
    "at-version=1&min-version=1, at-version min-version",
    "at=2026-03-01T00:00:00Z&min-version=1, at min-version",
    "asof=1, asof",
  })
  void shouldRefuseWhatIsNoPointInThePast(String query, String offences) {
    var id = dispatcher.book();
    var refused = client.get(path(id) + '?' + query).expectProblem(422, "validation-failed");

    assertThat(refused.offences()).containsExactly(offences.split(" ", -1));
  }

  @Test
  void shouldNotKnowThePastOfAnUnknownShipment() {
    for (var query : List.of("at-version=99", "at=2026-03-01T00:00:00Z")) {
      client
          .get(path("0123456789ABCDEFGHJKMNPQRS") + '?' + query)
          .expectProblem(404, "shipment-not-found");
    }
  }

  @Test
  void shouldShowTheJourneyInTheOrderInWhichItHappened() {
    var id = dispatcher.bookAndPickUp();
    var now = Bodies.now();
    dispatcher.milestone(id, Bodies.milestone("ARRIVED", now.plusSeconds(60))).expect(200);
    dispatcher
        .milestone(id, Bodies.milestone("DEPARTED", now.plusSeconds(30)).put("note", "Gate 2"))
        .expect(200);
    dispatcher.view(id, 5);

    var journey = client.get(path(id) + "/journey").expect(200).json();
    assertThat(journey.getString("shipmentId")).isEqualTo(id);
    assertThat(journey.getInteger("version")).isEqualTo(5);
    assertThat(journey.getJsonArray("items"))
        .extracting(item -> ((JsonObject) item).getInteger("version"))
        .containsExactly(3, 5, 4);
    var late = journey.getJsonArray("items").getJsonObject(1);
    assertThat(late.getString("code")).isEqualTo("DEPARTED");
    assertThat(late.getString("note")).isEqualTo("Gate 2");
    assertThat(late.getBoolean("late")).isTrue();
    assertThat(late.getString("status")).isEqualTo("AT_FACILITY");
    assertThat(client.get(path(dispatcher.book()) + "/journey").json().getJsonArray("items"))
        .isEmpty();
    client.get(path(id) + "/journey?limit=1").expectProblem(422, "validation-failed");
  }

  @Test
  void shouldShowWhatLedToAnEvent() {
    var id = dispatcher.book();
    dispatcher.view(id, 1);
    var event =
        client.get(path(id) + "/events").expect(200).json().getJsonArray("items").getJsonObject(0);

    var cause = client.get(path(id) + "/events/1/cause").expect(200).json();
    assertThat(cause)
        .isEqualTo(
            new JsonObject()
                .put("shipmentId", id)
                .put("version", 1)
                .put("commandId", event.getString("commandid"))
                .put("caller", "anonymous"));
    for (var version : List.of("2", "0", "01", "one", "99999999999")) {
      client.get(path(id) + "/events/" + version + "/cause").expectProblem(404, "not-found");
    }
    client.get(path(id) + "/events/1/cause?a=b").expectProblem(422, "validation-failed");
    client
        .get(path("0123456789ABCDEFGHJKMNPQRS") + "/events/1/cause")
        .expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldNameTheRuleThatLedToAnEvent() {
    var id = BookingClient.assigned(client, new JsonObject()).shipmentId();
    int rules = 0;
    for (var item : client.get(path(id) + "/events").expect(200).json().getJsonArray("items")) {
      var event = (JsonObject) item;
      int version = event.getInteger("shipmentversion");
      var cause = client.get(path(id) + "/events/" + version + "/cause").expect(200).json();
      var rule = event.getString("commandid").split("-saga\\.", 2);
      if (rule.length == 1) {
        assertThat(cause.containsKey("saga")).isFalse();
      } else {
        rules++;
        assertThat(cause.getJsonObject("saga"))
            .isEqualTo(new JsonObject().put("rule", rule[1]).put("version", version - 1));
      }
    }
    assertThat(rules).isGreaterThan(1);
  }

  @Test
  void shouldShowTendersAndDocumentsAsTheyWere() {
    var id = dispatcher.book();
    var tender =
        new JsonObject()
            .put("kind", "SPOT")
            .put("currency", "EUR")
            .put("closesAt", Instant.now().plusSeconds(3_600).toString());
    client.post(path(id) + "/tenders", tender).expect(201);
    client
        .post(path(id) + "/documents", new JsonObject().put("type", "COMMERCIAL_INVOICE"))
        .expect(201);
    List<String> paths = List.of("/tenders", "/tenders/1", "/documents", "/documents/1");
    var before =
        paths.stream()
            .map(each -> client.get(path(id) + each + "?min-version=3").expect(200).json())
            .toList();
    var withdrawn = new JsonObject().put("reason", "none");
    client.post(path(id) + "/tenders/1/withdrawal", withdrawn).expect(200);
    client.post(path(id) + "/documents/1/waiver", withdrawn).expect(200);
    dispatcher.view(id, 5);

    for (int i = 0; i < paths.size(); i++) {
      var then = client.get(path(id) + paths.get(i) + "?at-version=3").expect(200);
      assertThat(then.header("ETag")).isEqualTo("\"3\"");
      var body = then.json();
      assertThat(((JsonObject) body.remove("asOf")).getInteger("version")).isEqualTo(3);
      assertThat(body).isEqualTo(before.get(i));
      client.get(path(id) + paths.get(i) + "?at-version=6").expectProblem(422, "validation-failed");
      client
          .get(path(id) + paths.get(i) + "?at=2026-03-01T00:00:00Z")
          .expectProblem(404, "shipment-not-found");
    }
    client.get(path(id) + "/tenders/1?at-version=1").expectProblem(404, "tender-not-found");
    client.get(path(id) + "/documents/1?at-version=2").expectProblem(404, "document-not-found");
    assertThat(
            client.get(path(id) + "/tenders?at-version=1").expect(200).json().getJsonArray("items"))
        .isEmpty();
  }

  @Test
  void shouldShowABookingAsItWas() {
    var booking =
        BookingClient.assigned(
            client, new JsonObject().put("documents", BookingClient.documents("PACKING_LIST")));
    List<JsonObject> shown = new ArrayList<>();
    shown.add(
        booking.awaitSaga(saga -> saga.getJsonArray("waitingFor").encode().contains("DOCUMENT")));
    booking.pause("strike").expect(200);
    shown.add(booking.awaitSaga(saga -> saga.containsKey("paused")));
    booking.cancel().expect(200);
    shown.add(booking.awaitPhase("COMPENSATED"));

    var saga = path(booking.shipmentId()) + "/saga";
    for (var then : shown) {
      int version = then.getInteger("version");
      var answer = client.get(saga + "?at-version=" + version).expect(200);
      assertThat(answer.header("ETag")).isEqualTo("\"" + version + "\"");
      var body = answer.json();
      assertThat(((JsonObject) body.remove("asOf")).getInteger("version")).isEqualTo(version);
      assertThat(body).isEqualTo(then);
      var at = client.get(saga + "?at=" + then.getString("updatedAt")).expect(200).json();
      assertThat(((JsonObject) at.remove("asOf")).getString("at"))
          .isEqualTo(then.getString("updatedAt"));
      assertThat(at).isEqualTo(then);
    }
    client.get(saga + "?at-version=1").expectProblem(404, "saga-not-found");
    client.get(saga + "?at=2026-03-01T00:00:00Z").expectProblem(404, "shipment-not-found");
    client.get(saga + "?at-version=99").expectProblem(422, "validation-failed");
    client
        .get(saga + "?at-version=1&at=2026-03-01T00:00:00Z")
        .expectProblem(422, "validation-failed");
  }
}

package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What webhooks of a real gateway are sent, and when. */
@ExtendWith(SendingGateway.class)
class WebhooksIT extends WebhookScenario {
  /** Longer than the whole schedule takes; the long form is {@code -Dwebhooks.away-seconds=120}. */
  private static final int AWAY_SECONDS = Integer.getInteger("webhooks.away-seconds", 6);

  WebhooksIT(GatewayProcess gateway) {
    super(gateway);
  }

  @Test
  void shouldSendEveryEventSignedAndInOrder() {
    make();
    List<String> shipments = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      shipments.add(shipment(4));
    }

    for (var id : shipments) {
      awaitVersions(id, 1, 2, 3, 4);
    }
    for (var one : receiver.received()) {
      one.verify(secret);
      assertThat(one.method() + ' ' + one.target()).isEqualTo("POST /hooks?tenant=a");
      assertThat(one.header("content-type")).isEqualTo("application/cloudevents+json");
      assertThat(one.header("user-agent")).isEqualTo("Quayside");
      assertThat(one.header("quayside-attempt")).isEqualTo("1");
      assertThat(one.header("quayside-replay")).isNull();
      assertThat(one.id()).isEqualTo(one.shipmentId() + "/" + one.version());
      assertThat(one.id()).isEqualTo(one.json().getString("id"));
    }
    var id = shipments.getFirst();
    var events = client.get("/v1/shipments/" + id + "/events").expect(200).text();
    receiver.received().stream()
        .filter(one -> one.shipmentId().equals(id))
        .forEach(one -> assertThat(events).contains(new String(one.body(), UTF_8)));
    await()
        .atMost(10, SECONDS)
        .untilAsserted(() -> assertThat(items("/deliveries?shipmentId=" + id)).hasSize(4));
    var newest = items("/deliveries?limit=1&outcome=ok&shipmentId=" + id).getFirst();
    assertThat(newest.getString("eventId")).isEqualTo(id + "/4");
    assertThat(newest.getInteger("httpStatus")).isEqualTo(204);
    assertThat(shown().getString("state")).isEqualTo("ACTIVE");
  }

  @Test
  void shouldSendOnlyWhatIsAskedFor() {
    make(
        url("/")
            .put("types", new JsonArray().add("shipment.carrier-assigned.v1"))
            .put("carriers", new JsonArray().add("HLCU").add("MAEU"))
            .put("shippers", new JsonArray().add("Hansa Tea")));
    var other = shipment(2);
    var wanted =
        client
            .post("/v1/shipments", Bodies.booking().put("shipper", "Hansa Tea"))
            .expect(201)
            .json()
            .getString("shipmentId");
    assign(wanted, "first");
    assign(wanted, "second");

    awaitVersions(wanted, 2, 3);
    assertThat(receiver.versions(other)).isEmpty();
  }

  @Test
  void shouldHoldBackTheShipmentThatFailsAndNoOther() {
    make();
    var stuck = book();
    awaitVersions(stuck, 1);
    receiver.answer(one -> one.shipmentId().equals(stuck) ? 500 : 200);
    assign(stuck, "a");
    assign(stuck, "b");
    var other = shipment(3);

    awaitVersions(other, 1, 2, 3);
    var lane =
        await()
            .atMost(30, SECONDS)
            .until(
                () -> items("/lanes?state=RETRYING"),
                lanes -> lanes.size() == 1 && lanes.getFirst().containsKey("httpStatus"))
            .getFirst();
    assertThat(lane.getString("shipmentId")).isEqualTo(stuck);
    assertThat(lane.getInteger("nextVersion")).isEqualTo(2);
    assertThat(lane.getString("error")).isEqualTo("status");
    assertThat(lane.getInteger("httpStatus")).isEqualTo(500);
    assertThat(receiver.distinctVersions(stuck)).containsExactly(1, 2);

    receiver.answer(200);
    awaitVersions(stuck, 1, 2, 3);
    assign(stuck, "c");
    awaitVersions(stuck, 1, 2, 3, 4);
    await().atMost(10, SECONDS).untilAsserted(() -> assertThat(items("/lanes")).isEmpty());
    assertThat(items("/deliveries?outcome=failed").getFirst().getString("nextAttemptAt"))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldLoseNothingWhileTheEndpointIsAway(boolean refusing) {
    make();
    var first = book();
    awaitVersions(first, 1);
    if (refusing) {
      receiver.shut();
    } else {
      receiver.answer(500);
    }
    List<String> shipments = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      shipments.add(shipment(2));
    }
    awaitState("DEGRADED");
    shipments.add(shipment(3));
    var since = Instant.parse(shown().getString("stateSince"));
    await()
        .atMost(60 + AWAY_SECONDS, SECONDS)
        .until(
            () -> items("/deliveries?limit=1"),
            newest ->
                !newest.isEmpty()
                    && Instant.parse(newest.getFirst().getString("at"))
                        .isAfter(since.plusSeconds(AWAY_SECONDS)));

    if (refusing) {
      receiver.open();
    } else {
      receiver.answer(200);
    }

    awaitState("ACTIVE");
    for (var id : shipments.subList(0, 12)) {
      awaitVersions(id, 1, 2);
    }
    awaitVersions(shipments.getLast(), 1, 2, 3);
    assertThat(items("/lanes?state=PARKED")).isEmpty();
    var consumer = "webhook:" + path.substring(path.lastIndexOf('/') + 1);
    var letters = client.get("/v1/dead-letters?consumer=" + consumer).expect(200).json();
    assertThat(letters.getJsonArray("items")).isEmpty();
  }

  @Test
  void shouldDisableWhatIsAwayForTooLongAndLoseNothingOfIt() throws SQLException {
    var webhookId = make().getString("webhookId");
    receiver.shut();
    var shipments = List.of(shipment(2), shipment(1), shipment(1));
    awaitState("DEGRADED");
    var sql = new Sql(gateway);
    // As if five days had gone by since, and another owner had been there.
    sql.execute(
        "update webhook_states set state_since = state_since - interval '5 days'"
            + " where webhook_id = '%s'".formatted(webhookId));
    sql.execute(
        "update consumer_cursors set epoch = epoch + 1 where consumer = 'webhook:%s'"
            .formatted(webhookId));

    awaitState("DISABLED");
    assertThat(shown().getString("reason")).isEqualTo("FAILING");
    receiver.open();
    client.post(path + "/enable", new JsonObject()).expect(200);

    awaitVersions(shipments.get(0), 1, 2);
    awaitVersions(shipments.get(1), 1);
    awaitVersions(shipments.get(2), 1);
    assertThat(items("/lanes?state=PARKED")).isEmpty();
  }

  @Test
  void shouldDisableWhatIsGoneAndGoOnWhereItStopped() {
    make();
    receiver.answer(410);
    var id = book();
    awaitState("DISABLED");
    assertThat(shown().getString("reason")).isEqualTo("GONE");
    assign(id, "later");
    receiver.answer(200);

    var enabled = client.post(path + "/enable", new JsonObject()).expect(200).json();

    assertThat(enabled.getString("state")).isEqualTo("ACTIVE");
    awaitVersions(id, 1, 2);
  }

  @Test
  void shouldSendNothingWhileDisabledAndSkipWhatWasMissedIfAsked() {
    make();
    var id = book();
    awaitVersions(id, 1);
    var disabled = client.post(path + "/disable", new JsonObject()).expect(200);
    assertThat(disabled.json().getString("reason")).isEqualTo("REQUESTED");
    assertThat(client.post(path + "/disable", new JsonObject()).expect(200).header("ETag"))
        .isEqualTo(disabled.header("ETag"));
    assign(id, "missed");
    client
        .post(path + "/replay", new JsonObject().put("since", "2026-01-01T00:00:00Z"))
        .expectProblem(409, "illegal-transition");
    var replay = new JsonObject().put("shipmentId", id);
    client
        .post(path + "/replay", replay.copy().put("fromVersion", 9))
        .expectProblem(422, "validation-failed");
    client
        .post(path + "/replay", replay.put("fromVersion", 1))
        .expectProblem(409, "illegal-transition");

    client.post(path + "/enable", new JsonObject().put("from", "NOW")).expect(200);

    assign(id, "seen");
    awaitVersions(id, 1, 3);
  }

  @Test
  void shouldReplayAShipmentInOrderAndEverythingSinceATime() {
    make();
    var id = shipment(4);
    awaitVersions(id, 1, 2, 3, 4);
    receiver.clear();

    var replay =
        client
            .post(path + "/replay", new JsonObject().put("shipmentId", id).put("fromVersion", 2))
            .expect(202)
            .json();
    assertThat(replay.getInteger("toVersion")).isEqualTo(4);
    awaitVersions(id, 2, 3, 4);
    assign(id, "live");
    awaitVersions(id, 2, 3, 4, 5);
    assertThat(receiver.received())
        .filteredOn(one -> one.shipmentId().equals(id))
        .allSatisfy(
            one ->
                assertThat(one.header("quayside-replay"))
                    .isEqualTo(one.version() < 5 ? "true" : null));
    receiver.clear();

    client
        .post(path + "/replay", new JsonObject().put("since", Bodies.now().toString()))
        .expect(202);
    awaitVersions(id, 1, 2, 3, 4, 5);

    client
        .post(path + "/replay", new JsonObject().put("shipmentId", id).put("fromVersion", 6))
        .expectProblem(422, "validation-failed");
    client
        .post(
            path + "/replay",
            new JsonObject().put("shipmentId", "0".repeat(26)).put("fromVersion", 1))
        .expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldSendNothingMoreAfterTheRemoval() {
    make();
    var id = book();
    awaitVersions(id, 1);
    delete(path, "If-Match", "\"9\"").expectProblem(412, "version-mismatch");
    delete(path).expect(204);
    client.get(path).expectProblem(404, "webhook-not-found");
    client.get(path + "/lanes").expectProblem(404, "webhook-not-found");
    path = null;
    make(url("/second"));
    assign(id, "later");

    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () ->
                assertThat(receiver.received())
                    .anyMatch(one -> one.target().equals("/second") && one.version() == 2));
    assertThat(receiver.received())
        .noneMatch(one -> one.target().startsWith("/hooks") && one.version() == 2);
  }
}

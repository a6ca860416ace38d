package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Shipments, live: what a subscriber gets, from where on, and in which order. */
@ExtendWith(SharedGateway.class)
class LiveIT {
  private static final int CROWD = 50;

  /** Subscribers of one shipment that come while commands to it run. */
  private static final int LATECOMERS = 12;

  private final Client client;
  private final Dispatcher dispatcher;
  private final AtomicInteger carriers = new AtomicInteger();

  LiveIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldStartWithTheSnapshotAndGoOnFromIt() {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var live = client.live()) {
      var subscribed = live.subscribe(shipmentId);

      assertThat(subscribed.getString("op")).isEqualTo("subscribed");
      assertThat(subscribed.getString("shipmentId")).isEqualTo(shipmentId);
      assertThat(subscribed.getInteger("version")).isEqualTo(3);
      assertThat(subscribed.getJsonObject("shipment")).isEqualTo(dispatcher.view(shipmentId, 3));

      dispatcher.milestone(shipmentId, "DEPARTED").expect(200);
      live.awaitEvents(shipmentId, 4);
      assertThat(live.versions(shipmentId)).containsExactly(4);
    }
  }

  @Test
  void shouldFillTheGapBeforeGoingLive() {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var live = client.live()) {
      var subscribed = live.subscribeAfter(shipmentId, 1);

      assertThat(subscribed.getBoolean("recovered")).isTrue();
      assertThat(subscribed.getInteger("version")).isEqualTo(3);
      assertThat(subscribed.containsKey("shipment")).isFalse();
      live.awaitEvents(shipmentId, 3);
      dispatcher.milestone(shipmentId, "DEPARTED").expect(200);
      live.awaitEvents(shipmentId, 4);
      assertThat(live.versions(shipmentId)).containsExactly(2, 3, 4);
    }
  }

  @Test
  void shouldSendNothingTwiceToWhoHasItAll() {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var live = client.live()) {
      assertThat(live.subscribeAfter(shipmentId, 3).getBoolean("recovered")).isTrue();

      live.roundTrip();
      assertThat(live.versions(shipmentId)).isEmpty();
    }
  }

  @Test
  void shouldStartAfreshWhoIsAheadOfTheLog() {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var live = client.live()) {
      var subscribed = live.subscribeAfter(shipmentId, 4);

      assertThat(subscribed.getBoolean("recovered")).isFalse();
      assertThat(subscribed.getInteger("version")).isEqualTo(3);
      assertThat(subscribed.getJsonObject("shipment")).isEqualTo(dispatcher.view(shipmentId, 3));
      dispatcher.milestone(shipmentId, "DEPARTED").expect(200);
      live.awaitEvents(shipmentId, 4);
      assertThat(live.versions(shipmentId)).containsExactly(4);
    }
  }

  @Test
  void shouldPushPositionsOnlyToWhoAskedForThem() {
    var shipmentId = dispatcher.book();
    try (var tracking = client.live();
        var events = client.live()) {
      tracking.subscribe(new JsonObject().put("shipmentId", shipmentId).put("positions", true));
      events.subscribe(new JsonObject().put("shipmentId", shipmentId).put("positions", false));

      assertThat(dispatcher.verdict(shipmentId, Bodies.position("truck-1", 1)))
          .isEqualTo("accepted");
      assertThat(dispatcher.verdict(shipmentId, Bodies.position("truck-1", 1)))
          .isEqualTo("duplicate");
      dispatcher.assignCarrier(shipmentId, "V").expect(200);

      var pushed = tracking.await(frame -> "position".equals(frame.getString("op")));
      tracking.awaitEvents(shipmentId, 2);
      events.awaitEvents(shipmentId, 2);
      assertThat(pushed.getString("shipmentId")).isEqualTo(shipmentId);
      // The read models may be behind what is pushed.
      var shown =
          await()
              .until(
                  () -> client.get("/v1/shipments/" + shipmentId + "/positions").expect(200).json(),
                  page -> !page.getJsonArray("items").isEmpty());
      assertThat(pushed.getJsonObject("position"))
          .isEqualTo(shown.getJsonArray("items").getJsonObject(0));
      assertThat(positions(tracking)).hasSize(1);
      assertThat(positions(events)).isEmpty();
    }
  }

  @Test
  void shouldTellOnceWhereTheShipmentIs() {
    var shipmentId = dispatcher.bookAndPickUp();
    dispatcher.track(shipmentId, Bodies.position("truck-1", 1)).expect(202);
    dispatcher.track(shipmentId, Bodies.position("truck-1", 2)).expect(202);
    var newest = new JsonObject(dispatcher.awaitPosition(shipmentId, 2));
    for (var start : List.of(new JsonObject(), new JsonObject().put("after", 1))) {
      try (var live = client.live()) {
        live.subscribe(start.put("shipmentId", shipmentId).put("positions", true));
        live.await(2, frame -> true);

        assertThat(live.frames().get(1))
            .isEqualTo(request("position", shipmentId).put("position", newest));
        if (start.containsKey("after")) {
          live.awaitEvents(shipmentId, 3);
        }
        live.roundTrip();
        assertThat(positions(live)).hasSize(1);
      }
    }
  }

  /** The read models may be behind what is promised; a subscriber is not. */
  @Test
  void shouldTellThePositionThatWasAnsweredJustBefore() {
    for (int i = 0; i < 20; i++) {
      var shipmentId = dispatcher.book();
      dispatcher.track(shipmentId, Bodies.position("truck-1", 1)).expect(202);
      try (var live = client.live()) {
        live.subscribe(new JsonObject().put("shipmentId", shipmentId).put("positions", true));
        live.roundTrip();

        assertThat(positions(live)).hasSize(1);
      }
    }
  }

  @Test
  void shouldTellNoPositionThatIsNotThereOrNotAskedFor() {
    var shipmentId = dispatcher.book();
    var other = dispatcher.book();
    dispatcher.track(other, Bodies.position("truck-1", 1)).expect(202);
    dispatcher.awaitPosition(other, 1);
    try (var live = client.live()) {
      live.subscribe(new JsonObject().put("shipmentId", shipmentId).put("positions", true));
      live.subscribe(other);
      live.roundTrip();
      live.roundTrip();

      assertThat(positions(live)).isEmpty();
    }
  }

  @Test
  void shouldSendNothingMoreAfterUnsubscribe() {
    var shipmentId = dispatcher.book();
    try (var live = client.live()) {
      live.subscribe(shipmentId);
      live.send(request("unsubscribe", shipmentId).put("id", "u1"));
      var answer = live.await(frame -> "unsubscribed".equals(frame.getString("op")));

      assertThat(answer).isEqualTo(request("unsubscribed", shipmentId).put("id", "u1"));
      dispatcher.assignCarrier(shipmentId, "V").expect(200);
      live.roundTrip();
      assertThat(live.versions(shipmentId)).isEmpty();
    }
  }

  @Test
  void shouldTakeASecondSubscribeInPlaceOfTheFirst() {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var live = client.live()) {
      live.subscribe(shipmentId);
      live.subscribeAfter(shipmentId, 0);
      live.awaitEvents(shipmentId, 3);
      dispatcher.milestone(shipmentId, "DEPARTED").expect(200);
      live.awaitEvents(shipmentId, 4);
      live.roundTrip();

      assertThat(live.versions(shipmentId)).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void shouldKeepSubscriptionsOfOneSocketApart() {
    var one = dispatcher.book();
    var other = dispatcher.book();
    try (var live = client.live()) {
      live.subscribe(one);
      live.subscribeAfter(other, 0);
      dispatcher.assignCarrier(one, "V").expect(200);
      live.awaitEvents(one, 2);
      live.awaitEvents(other, 1);

      assertThat(live.versions(one)).containsExactly(2);
      assertThat(live.versions(other)).containsExactly(1);
    }
  }

  @Test
  void shouldSendTheSameBytesToManySubscribers() {
    var shipmentId = dispatcher.book();
    List<LiveClient> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < CROWD; i++) {
        crowd.add(client.live());
        crowd.getLast().subscribeAfter(shipmentId, 1);
      }
      dispatcher.assignCarrier(shipmentId, "V").expect(200);
      dispatcher.release(shipmentId).expect(200);

      var first = crowd.getFirst().awaitEvents(shipmentId, 3);
      assertThat(first).hasSize(2);
      crowd.forEach(live -> assertThat(live.awaitEvents(shipmentId, 3)).isEqualTo(first));
    } finally {
      crowd.forEach(LiveClient::close);
    }
  }

  @Test
  void shouldLeaveNoHoleForWhoSubscribesWhileCommandsRun() {
    var shipmentId = dispatcher.book();
    var enough = new AtomicBoolean();
    var commands = inTurnUntil(shipmentId, enough);
    List<LiveClient> subscribers = new ArrayList<>();
    List<Integer> from = new ArrayList<>();
    try {
      while (subscribers.size() < LATECOMERS) {
        var live = client.live();
        subscribers.add(live);
        // Some resume from the start, the others take the snapshot of the moment.
        var subscribed =
            subscribers.size() % 2 == 0
                ? live.subscribeAfter(shipmentId, 0)
                : live.subscribe(shipmentId);
        from.add(subscribers.size() % 2 == 0 ? 1 : subscribed.getInteger("version") + 1);
      }
      enough.set(true);
      var last = commands.join();
      for (int i = 0; i < subscribers.size(); i++) {
        subscribers.get(i).awaitEvents(shipmentId, last);
        assertThat(subscribers.get(i).versions(shipmentId))
            .isEqualTo(IntStream.rangeClosed(from.get(i), last).boxed().toList());
      }
      assertThat(from.getLast() - from.getFirst()).as("commands between them").isNotZero();
    } finally {
      enough.set(true);
      subscribers.forEach(LiveClient::close);
    }
  }

  @Test
  void shouldPageThroughALongGap() {
    var shipmentId = dispatcher.book();
    var many = 620;
    inTurn(shipmentId, many).join();
    try (var live = client.live()) {
      live.subscribeAfter(shipmentId, 0);
      live.awaitEvents(shipmentId, many + 1);

      assertThat(live.versions(shipmentId))
          .isEqualTo(IntStream.rangeClosed(1, many + 1).boxed().toList());
    }
  }

  /**
   * Commands to one shipment, each sent when the one before is answered, the last one after it is
   * enough: the version that this one made.
   */
  private CompletableFuture<Integer> inTurnUntil(String shipmentId, AtomicBoolean enough) {
    var last = enough.get();
    return dispatcher
        .assignCarrierAsync(shipmentId, last ? "the last" : "V" + carriers.incrementAndGet())
        .thenCompose(
            answer -> {
              var version = answer.expect(200).json().getInteger("version");
              return last
                  ? CompletableFuture.completedFuture(version)
                  : inTurnUntil(shipmentId, enough);
            });
  }

  /** So many commands to one shipment, each sent when the one before is answered. */
  private CompletableFuture<Void> inTurn(String shipmentId, int count) {
    return count == 0
        ? CompletableFuture.completedFuture(null)
        : dispatcher
            .assignCarrierAsync(shipmentId, "V" + count)
            .thenCompose(
                answer -> {
                  answer.expect(200);
                  return inTurn(shipmentId, count - 1);
                });
  }

  private static List<JsonObject> positions(LiveClient live) {
    return live.frames().stream()
        .filter(frame -> "position".equals(frame.getString("op")))
        .toList();
  }

  private static JsonObject request(String op, String shipmentId) {
    return new JsonObject().put("op", op).put("shipmentId", shipmentId);
  }
}

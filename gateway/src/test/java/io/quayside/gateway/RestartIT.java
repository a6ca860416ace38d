package io.quayside.gateway;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that is killed in the middle of its work, and started again on what it left. */
class RestartIT {
  private static final String KEY = "Idempotency-Key";
  private static final int SHIPMENTS = 25;
  private static final int COMMANDS = 200;
  private static final int ACCEPTED_BEFORE_THE_KILL = 20;
  private static final int WINDOW_SIZE = 40;

  private final String run = UUID.randomUUID().toString();
  private GatewayProcess gateway = GatewayProcess.startFresh("restart");

  /** One command with its key: a booking, or, where a shipment is named, an assignment. */
  private record Order(String key, String shipmentId) {
    CompletableFuture<Answer> send(Client client) {
      return shipmentId == null
          ? client.postAsync("/v1/shipments", Bodies.booking().put("reference", key), KEY, key)
          : new Dispatcher(client).assignCarrierAsync(shipmentId, key, KEY, key);
    }
  }

  @AfterEach
  void stopGateway() {
    gateway.closeAndForget();
  }

  @Test
  void shouldLoseNothingAndRepeatNothingWhenItIsKilled() throws InterruptedException, IOException {
    var shipments = bookShipments();
    var before = track(shipments);
    var firstAnswers = sendAndKill(orders(shipments));
    var left = gateway.postgres().orElseThrow();
    assertThat(left.isAlive()).as("PostgreSQL outlives a kill").isTrue();

    gateway = GatewayProcess.startAgain(gateway);

    await().until(left::isAlive, alive -> !alive);
    assertAcceptedAreThere(firstAnswers);
    var allAnswers = sendAgain(firstAnswers);
    assertOneEventEach(allAnswers);
    assertNoHoles();
    assertWindowsSurvived(shipments, before);
    assertStopsInOrder(shipments.getFirst());
  }

  private List<String> bookShipments() {
    var dispatcher = new Dispatcher(gateway.client());
    return IntStream.range(0, SHIPMENTS).mapToObj(i -> dispatcher.book()).toList();
  }

  /** Sends each shipment the same sequences; the one left out is the hole in its window. */
  private long track(List<String> shipments) {
    var dispatcher = new Dispatcher(gateway.client());
    var leftOut = WINDOW_SIZE / 2;
    for (var shipmentId : shipments.subList(0, 5)) {
      for (int sequence = 0; sequence < WINDOW_SIZE; sequence++) {
        if (sequence != leftOut) {
          assertThat(dispatcher.verdict(shipmentId, Bodies.position("truck-1", sequence)))
              .isEqualTo("accepted");
        }
      }
    }
    return leftOut;
  }

  private List<Order> orders(List<String> shipments) {
    return IntStream.range(0, COMMANDS)
        .mapToObj(
            i -> new Order(run + "-" + i, i % 4 == 0 ? null : shipments.get(i % shipments.size())))
        .toList();
  }

  /** Sends all at once and kills the gateway when some are answered; null stands for no answer. */
  private Map<Order, Answer> sendAndKill(List<Order> orders) throws InterruptedException {
    var enough = new CountDownLatch(ACCEPTED_BEFORE_THE_KILL);
    Map<Order, CompletableFuture<Answer>> sent = new LinkedHashMap<>();
    for (var order : orders) {
      sent.put(
          order,
          order
              .send(gateway.client())
              .thenApply(
                  answer -> {
                    if (answer.accepted()) {
                      enough.countDown();
                    }
                    return answer;
                  })
              .exceptionally(broken -> null));
    }
    assertThat(enough.await(30, TimeUnit.SECONDS)).as("enough answers before the kill").isTrue();
    gateway.kill9();
    Map<Order, Answer> answers = new LinkedHashMap<>();
    sent.forEach((order, answer) -> answers.put(order, answer.join()));
    assertThat(answers.values()).as("killed in the middle").containsNull();
    return answers;
  }

  private void assertAcceptedAreThere(Map<Order, Answer> answers) {
    var logged = logged();
    var dispatcher = new Dispatcher(gateway.client());
    answers.forEach(
        (order, answer) -> {
          if (answer == null || !answer.accepted()) {
            return;
          }
          var promised = answer.json();
          var shipmentId = promised.getString("shipmentId");
          var version = promised.getInteger("version");
          assertThat(logged.get(shipmentId).get(version - 1).getString("id"))
              .isEqualTo(promised.getString("eventId"));
          assertThat(payload(logged.get(shipmentId).get(version - 1))).isEqualTo(order.key());
          var history = dispatcher.history(shipmentId, version).getJsonArray("items");
          assertThat(payload(history.getJsonObject(version - 1))).isEqualTo(order.key());
        });
  }

  /** Sends every command once more, as a client does that lost its answers. */
  private Map<Order, Answer> sendAgain(Map<Order, Answer> firstAnswers) {
    Map<Order, CompletableFuture<Answer>> sent = new LinkedHashMap<>();
    firstAnswers.keySet().forEach(order -> sent.put(order, order.send(gateway.client())));
    Map<Order, Answer> answers = new LinkedHashMap<>();
    sent.forEach((order, answer) -> answers.put(order, answer.join()));
    firstAnswers.forEach(
        (order, first) -> {
          var again = answers.get(order);
          assertThat(again.accepted()).as(again.text()).isTrue();
          if (first != null && first.accepted()) {
            assertThat(again.replayed()).as("replayed: %s", again.text()).isTrue();
            assertThat(again.status()).isEqualTo(first.status());
            assertThat(again.text()).isEqualTo(first.text());
          }
        });
    return answers;
  }

  private void assertOneEventEach(Map<Order, Answer> answers) {
    var events = logged().values().stream().flatMap(List::stream).toList();
    var byKey = events.stream().collect(groupingBy(RestartIT::payload));
    answers.forEach(
        (order, answer) -> {
          assertThat(byKey.get(order.key())).as("events of %s", order).hasSize(1);
          assertThat(byKey.get(order.key()).getFirst().getString("id"))
              .isEqualTo(answer.json().getString("eventId"));
        });
    assertThat(events).hasSize(SHIPMENTS + COMMANDS);
  }

  private void assertNoHoles() {
    var dispatcher = new Dispatcher(gateway.client());
    logged()
        .forEach(
            (shipmentId, events) -> {
              assertThat(events.stream().map(event -> event.getInteger("shipmentversion")))
                  .as(shipmentId)
                  .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
              assertThat(dispatcher.history(shipmentId, events.size()).getJsonArray("items"))
                  .containsExactlyElementsOf(events);
            });
  }

  private void assertWindowsSurvived(List<String> shipments, long leftOut) {
    var dispatcher = new Dispatcher(gateway.client());
    for (var shipmentId : shipments.subList(0, 5)) {
      for (int sequence = 0; sequence <= WINDOW_SIZE; sequence++) {
        assertThat(dispatcher.verdict(shipmentId, Bodies.position("truck-1", sequence)))
            .as("sequence %d of %s", sequence, shipmentId)
            .isEqualTo(sequence == leftOut || sequence == WINDOW_SIZE ? "accepted" : "duplicate");
      }
    }
  }

  /** Subscribers are told to come back, and no process stays. */
  private void assertStopsInOrder(String shipmentId) throws IOException {
    var postgres = gateway.postgres().orElseThrow();
    try (var live = gateway.client().live();
        var stream = gateway.client().stream(shipmentId, "")) {
      live.roundTrip();
      stream.awaitFirst("snapshot");
      assertThat(gateway.stop()).as("exit status").isZero();
      assertThat(live.awaitClose()).isEqualTo(4000);
      assertThat(stream.awaitEnd()).as("retry, in milliseconds").matches("[1-9]\\d{2,3}");
    }
    // It has ended, but may still be waiting for its parent to notice.
    await().until(postgres::isAlive, alive -> !alive);
    assertThat(gateway.postgres()).isEmpty();
  }

  /** The topic as its readers see it: an event whose version has been seen does not count. */
  private Map<String, List<JsonObject>> logged() {
    Map<String, List<JsonObject>> byShipment = new TreeMap<>();
    for (var record : gateway.topics().read("shipment-events")) {
      var seen = byShipment.computeIfAbsent(record.key(), key -> new ArrayList<>());
      var event = TopicReader.json(record);
      if (event.getInteger("shipmentversion") > seen.size()) {
        seen.add(event);
      }
    }
    return byShipment;
  }

  /** What tells a command's event from all others: the reference or vehicle it names. */
  private static String payload(JsonObject event) {
    var data = event.getJsonObject("data");
    return data.getString("vehicle", data.getString("reference"));
  }
}

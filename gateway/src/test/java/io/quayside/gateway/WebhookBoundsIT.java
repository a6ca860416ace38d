package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.Sql;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A webhook's owner keeps to its bounds while replays and redrives change its rows: it goes on with
 * the attempts that it has under way.
 */
@ExtendWith(SendingGateway.class)
class WebhookBoundsIT extends WebhookScenario {
  private static final int SHIPMENTS = 5;
  private static final int PATIENCE_SECONDS = 90;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Map<String, Integer> sent = new ConcurrentHashMap<>();
  private final CountDownLatch answering = new CountDownLatch(1);

  WebhookBoundsIT(GatewayProcess gateway) {
    super(gateway);
  }

  /** Answers nothing until the latch is open. */
  private void holdAnswers() {
    receiver.answer(
        one -> {
          sent.merge(one.id(), 1, Integer::sum);
          most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
          try {
            assertThat(answering.await(PATIENCE_SECONDS, SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 500;
          }
          inFlight.decrementAndGet();
          return 204;
        });
  }

  private long cursors(String aggregate) throws SQLException {
    return new Sql(gateway)
        .number(
            "select %s from consumer_cursors where consumer = 'webhook:%s'"
                .formatted(aggregate, path.substring(path.lastIndexOf('/') + 1)));
  }

  /**
   * Does what changes rows of the webhook, and waits until its owner has taken it over again: that
   * raises the epochs of all cursors.
   */
  private void andTakenOver(Runnable change) throws SQLException {
    long before = cursors("sum(epoch)");
    long all = cursors("count(*)");
    change.run();
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .untilAsserted(() -> assertThat(cursors("sum(epoch)")).isGreaterThan(before + all));
  }

  private void replay(String shipmentId, int from) {
    var wanted = new JsonObject().put("shipmentId", shipmentId).put("fromVersion", from);
    client.post(path + "/replay", wanted).expect(202);
  }

  private List<String> sentShipments(int count) {
    List<String> shipments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shipments.add(book());
    }
    shipments.forEach(id -> awaitVersions(id, 1));
    return shipments;
  }

  @Test
  void shouldSendNothingBesideAnAttemptUnderWayForReplaysOfOthers() throws SQLException {
    make(url("/").put("maxInFlight", 1).put("timeoutSeconds", 30));
    var others = sentShipments(SHIPMENTS);
    holdAnswers();
    var held = book();
    await().atMost(PATIENCE_SECONDS, SECONDS).until(() -> sent.containsKey(held + "/1"));

    for (var id : others) {
      andTakenOver(() -> replay(id, 1));
    }
    andTakenOver(() -> replay(held, 1));
    assertThat(sent).containsOnly(Map.entry(held + "/1", 1));
    answering.countDown();

    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .untilAsserted(() -> assertThat(sent).hasSize(SHIPMENTS + 1));
    // Its own replay comes behind the attempt that was under way.
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .untilAsserted(() -> assertThat(sent).containsEntry(held + "/1", 2));
    assertThat(sent).allSatisfy((id, times) -> assertThat(times).isLessThanOrEqualTo(2));
    assertThat(most).hasValue(1);
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .untilAsserted(() -> assertThat(shown().getString("lastSuccessAt")).isNotNull());
  }

  @Test
  void shouldMakeOneAttemptOfEachRedriveWhileOthersAreRedriven() throws SQLException {
    make(url("/").put("maxInFlight", 2).put("timeoutSeconds", 30));
    var shipments = sentShipments(SHIPMENTS);
    receiver.answer(one -> one.version() == 2 ? 400 : 204);
    shipments.forEach(id -> assign(id, "refused"));
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .pollInterval(1, SECONDS)
        .untilAsserted(
            () -> {
              // An event is parked only while others are taken.
              book();
              assertThat(items("/lanes?state=PARKED")).hasSize(SHIPMENTS);
            });
    Set<String> events = new HashSet<>();
    shipments.forEach(id -> events.add(id + "/2"));
    holdAnswers();

    for (var lane : items("/lanes?state=PARKED")) {
      var letter = "/v1/dead-letters/" + lane.getString("letterId") + "/redrive";
      andTakenOver(() -> client.post(letter, new JsonObject()).expect(202));
    }
    await().atMost(PATIENCE_SECONDS, SECONDS).untilAsserted(() -> assertThat(most).hasValue(2));
    answering.countDown();

    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .untilAsserted(() -> assertThat(items("/lanes")).isEmpty());
    assertThat(sent.keySet()).containsAll(events);
    events.forEach(event -> assertThat(sent).containsEntry(event, 1));
    assertThat(most).hasValue(2);
  }

  @Test
  void shouldKeepItsPaceWhileItsLanesAreReplayed() {
    make(url("/").put("perSecond", 1));
    var shipments = sentShipments(SHIPMENTS);
    List<Long> arrivals = new CopyOnWriteArrayList<>();
    receiver.answer(
        one -> {
          arrivals.add(System.nanoTime());
          return 204;
        });

    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              replay(shipments.get(arrivals.size() % SHIPMENTS), 1);
              return arrivals.size() >= SHIPMENTS;
            });

    // The first and the last are 4 s apart, but for what the machine delays one of them.
    assertThat(arrivals.get(SHIPMENTS - 1) - arrivals.getFirst()).isGreaterThan(SECONDS.toNanos(3));
  }
}

package io.quayside.gateway.consumer;

import static io.quayside.gateway.consumer.EventTopic.event;
import static io.quayside.gateway.consumer.EventTopic.id;
import static io.quayside.gateway.consumer.EventTopic.shipment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quayside.consumer.Backoff;
import io.quayside.consumer.Listener;
import io.quayside.consumer.Poison;
import io.quayside.consumer.Skip;
import io.quayside.consumer.StartAt;
import io.quayside.consumer.State;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the consumer library handles, skips and parks events. */
@ExtendWith(SharedGateway.class)
class ConsumerIT extends ConsumerScenario {
  ConsumerIT(GatewayProcess gateway) {
    super(gateway);
  }

  @Test
  void shouldHandleWhatTheGatewayWrites() throws Exception {
    var client = gateway.client();
    var consumer = started(builder().topic("shipment-events").startAt(StartAt.LATEST).parallel(16));
    var made = new ArrayList<String>();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              made.add(
                  client
                      .post("/v1/shipments", Bodies.booking())
                      .expect(201)
                      .json()
                      .getString("shipmentId"));
              assertThat(ledger.versions(made.getLast())).containsExactly("1");
            });
    client
        .post("/v1/shipments/" + made.getLast() + "/carrier-assignment", Bodies.carrier("HH-QS 1"))
        .expect(200);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(ledger.versions(made.getLast())).containsExactly("1", "2"));
    assertThat(consumer.parked()).isEmpty();
    awaitNoLag(consumer);
  }

  @Test
  void shouldPassOverDuplicatesAndForeignRecords() throws Exception {
    var skipped = new ConcurrentHashMap<Skip, Integer>();
    started(
        builder()
            .listener(
                new Listener() {
                  @Override
                  public void skipped(Skip why, String shipmentId, int version) {
                    skipped.merge(why, 1, Integer::sum);
                  }
                }));
    topic.send(1, 1);
    topic.send(1, 1);
    topic.send(null, event(1, 2));
    topic.send("no shipment", event(1, 2));
    topic.send(shipment(1), null);
    topic.send(shipment(1), "{");
    topic.send(shipment(2), event(1, 2));
    topic.send(1, 2);
    topic.send(shipment(1), event(1, 2).replace("departed", "arrived"));
    topic.send(1, 3);

    awaitHandled(3);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(skipped)
                    .containsOnly(Map.entry(Skip.DUPLICATE, 2), Map.entry(Skip.FOREIGN, 5)));
    assertThat(ledger.versions(shipment(1))).containsExactly("1", "2", "3");
  }

  @Test
  void shouldHoldOneShipmentAloneBehindPoison() throws Exception {
    failing.add(id(1, 2));
    var consumer = started(builder());
    for (int version = 1; version <= 4; version++) {
      topic.send(1, version);
      topic.send(2, version);
    }
    awaitHandled(5);
    await()
        .atMost(PATIENCE)
        .until(() -> consumer.parked().stream().anyMatch(one -> one.state() == State.PARKED));
    var parked = consumer.parked().getFirst();
    assertThat(parked.version()).isEqualTo(2);
    assertThat(parked.attempts()).isEqualTo(3);
    assertThat(failures).hasValue(3);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(consumer.parked().getFirst().waiting()).isEqualTo(2));
    awaitNoLag(consumer);

    failing.clear();
    // Any instance may do it, one that reads nothing too.
    assertThat(builder().build().redrive(shipment(1))).isTrue();
    awaitHandled(8);
    assertThat(ledger.versions(shipment(1))).containsExactly("1", "2", "3", "4");
    await().atMost(PATIENCE).until(() -> consumer.parked().isEmpty());
  }

  @Test
  void shouldGiveUpTheEventThatIsDiscarded() throws Exception {
    failing.add(id(1, 2));
    var consumer = started(builder().retries(0, Backoff.fixed(Duration.ZERO)));
    for (int version = 1; version <= 4; version++) {
      topic.send(1, version);
    }
    await()
        .atMost(PATIENCE)
        .until(() -> consumer.parked().stream().anyMatch(one -> one.waiting() == 2));

    assertThat(consumer.discard(shipment(1), "a test")).isTrue();

    awaitHandled(3);
    assertThat(ledger.versions(shipment(1))).containsExactly("1", "3", "4");
    assertThat(consumer.parked()).isEmpty();
  }

  @Test
  void shouldGoOnBehindPoisonWithMoreThanMayWait() throws Exception {
    failing.add(id(1, 1));
    var consumer = started(builder());
    for (int version = 1; version <= 1_010; version++) {
      topic.send(1, version);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(consumer.parked())
                    .singleElement()
                    .satisfies(
                        one -> {
                          assertThat(one.waiting()).isEqualTo(1_000);
                          assertThat(one.state()).isEqualTo(State.PARKED);
                          assertThat(one.attempts()).isEqualTo(3);
                        }));

    failing.clear();
    consumer.redrive(shipment(1));

    awaitHandled(1_010);
    assertThat(ledger.disordered()).isEmpty();
    await().atMost(PATIENCE).until(() -> consumer.parked().isEmpty());
    awaitNoLag(consumer);
  }

  @Test
  void shouldTryAgainAfterARestartWithMoreThanMayWait() throws Exception {
    failing.add(id(1, 1));
    var first = started(builder().retries(0, Backoff.fixed(Duration.ZERO)));
    for (int version = 1; version <= 1_010; version++) {
      topic.send(1, version);
    }
    await()
        .atMost(PATIENCE)
        .until(() -> first.parked().stream().anyMatch(one -> one.waiting() == 1_000));
    first.close();

    var second = started(builder());
    second.discard(shipment(1), "a test");

    awaitHandled(1_009);
    assertThat(ledger.disordered()).isEmpty();
    await().atMost(PATIENCE).until(() -> second.parked().isEmpty());
  }

  @Test
  void shouldStopBeforePoison() throws Exception {
    failing.add(id(1, 2));
    var consumer = started(builder().onPoison(Poison.STOP));
    for (int version = 1; version <= 4; version++) {
      topic.send(1, version);
    }

    await().atMost(PATIENCE).until(() -> !consumer.isRunning());
    assertThat(consumer.failure()).containsInstanceOf(IllegalArgumentException.class);
    assertThat(ledger.versions(shipment(1))).containsExactly("1");
    consumer.close();

    failing.clear();
    started(builder());
    awaitHandled(4);
    assertThat(ledger.versions(shipment(1))).containsExactly("1", "2", "3", "4");
  }

  @Test
  void shouldTellItsLagInSeconds() {
    var consumer = started(builder());
    topic.send(1, 1);
    awaitHandled(1);
    awaitNoLag(consumer);

    consumer.pause();
    var sent = Instant.now();
    topic.send(1, 2);
    topic.send(1, 3);
    await().atMost(PATIENCE).until(() -> consumer.lag().compareTo(Duration.ofSeconds(3)) > 0);
    assertThat(consumer.lag().toMillis())
        .isCloseTo(Duration.between(sent, Instant.now()).toMillis(), within(3_000L));

    consumer.resume();
    awaitHandled(3);
    awaitNoLag(consumer);
  }

  @Test
  void shouldGoBackInTime() throws Exception {
    var consumer = started(builder());
    topic.send(1, 1);
    topic.send(2, 1);
    awaitHandled(2);
    topic.flush();
    var since = Instant.now().plusMillis(1);
    await().until(() -> Instant.now().isAfter(since.plusMillis(5)));
    topic.send(1, 2);
    topic.send(1, 3);
    awaitHandled(4);

    consumer.rewind(since);

    awaitHandled(6);
    assertThat(ledger.versions(shipment(1))).containsExactly("1", "2", "3", "2", "3");
    var other = started(builder());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatIllegalStateException()
                    .isThrownBy(() -> consumer.rewind(since))
                    .withMessageContaining("another instance"));
    other.close();
  }

  @Test
  void shouldGoBackInTimeBeforeItHasPartitions() throws Exception {
    var first = started(builder());
    topic.send(1, 1);
    awaitHandled(1);
    topic.flush();
    var since = Instant.now().plusMillis(1);
    await().until(() -> Instant.now().isAfter(since.plusMillis(5)));
    topic.send(1, 2);
    topic.send(2, 1);
    awaitHandled(3);
    first.close();

    var second = started(builder().startAt(StartAt.LATEST));
    second.rewind(since);

    awaitHandled(5);
    assertThat(ledger.versions(shipment(1))).containsExactly("1", "2", "2");
    assertThat(ledger.versions(shipment(2))).containsExactly("1", "1");
    awaitNoLag(second);
    assertThat(ledger.cursors()).containsExactly("0", "1", "2", "3", "4", "5");
  }

  @Test
  void shouldTakeOverTheMarkOfEarlierVersions() throws Exception {
    assertThat(builder().build().parked()).isEmpty(); // makes the tables
    ledger.run("insert into quayside_cursor values ('" + name + "', -1, 1)");

    var consumer = started(builder());
    topic.send(1, 5);

    awaitHandled(1);
    assertThat(consumer.parked()).isEmpty();
    assertThat(ledger.cursors()).doesNotContain("-1");
  }

  @Test
  void shouldCountNoAttemptWhileTheDatabaseIsAway() throws Exception {
    var consumer = started(builder());
    topic.send(1, 1);
    awaitHandled(1);
    ledger.connections().cut(true);
    topic.send(1, 2);
    await().atMost(PATIENCE).until(() -> consumer.lag().compareTo(Duration.ofSeconds(2)) > 0);
    ledger.connections().cut(false);

    awaitHandled(2);
    assertThat(failures).hasValue(0);
    assertThat(consumer.parked()).isEmpty();
  }
}

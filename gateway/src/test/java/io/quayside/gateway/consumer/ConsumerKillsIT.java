package io.quayside.gateway.consumer;

import static io.quayside.gateway.consumer.EventTopic.id;
import static io.quayside.gateway.consumer.EventTopic.shipment;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.quayside.consumer.Backoff;
import io.quayside.consumer.Listener;
import io.quayside.consumer.Poison;
import io.quayside.consumer.QuaysideConsumer;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How the consumer library ends. The long form kills more instances, as {@code -Dconsumer.kills=100
 * -Dconsumer.shipments=500}.
 */
@ExtendWith(SharedGateway.class)
class ConsumerKillsIT extends ConsumerScenario {
  private static final int KILLS = Integer.getInteger("consumer.kills", 5);
  private static final int SHIPMENTS = Integer.getInteger("consumer.shipments", 100);
  private static final int SUSPENDED_SHIPMENTS = 200;
  private static final int MIN_VERSIONS = 25;

  /** Kills come as soon as one event more is handled, so most of the events are left at the end. */
  private static final Duration PER_EVENT = Duration.ofMillis(20);

  ConsumerKillsIT(GatewayProcess gateway) {
    super(gateway);
  }

  @Test
  void shouldHandleEachEventOnceThoughInstancesAreKilled() throws Exception {
    int versions = Math.max(MIN_VERSIONS, KILLS);
    var random = new Random(5);
    var first = instance();
    var second = instance();
    for (int version = 1; version <= versions; version++) {
      for (int shipment = 0; shipment < SHIPMENTS; shipment++) {
        topic.send(shipment, version);
      }
      topic.flush();
      if (version % (versions / KILLS) == 0) {
        var before = ledger.count();
        await().atMost(PATIENCE).until(() -> ledger.count() > before);
        if (random.nextBoolean()) {
          first.destroyForcibly().waitFor();
          first = instance();
        } else {
          second.destroyForcibly().waitFor();
          second = instance();
        }
      }
    }
    long events = (long) SHIPMENTS * versions;
    await()
        .atMost(PATIENCE.plus(PER_EVENT.multipliedBy(events)))
        .untilAsserted(() -> assertThat(ledger.count()).isEqualTo(events));

    assertThat(ledger.repeated()).isEmpty();
    assertThat(ledger.disordered()).isEmpty();
  }

  /** Its partitions go to the other one while it is in the middle of its handlers. */
  @Test
  void shouldHandleEachEventOnceThoughAnInstanceIsSuspended() throws Exception {
    var first = instance();
    instance();
    for (int version = 1; version <= MIN_VERSIONS; version++) {
      for (int shipment = 0; shipment < SUSPENDED_SHIPMENTS; shipment++) {
        topic.send(shipment, version);
      }
    }
    topic.flush();
    await().atMost(PATIENCE).until(() -> ledger.count() > 0 && members() == 2);

    Signals.suspend(first);
    try {
      await().atMost(PATIENCE).until(() -> members() == 1);
    } finally {
      Signals.resume(first);
    }
    for (int shipment = 0; shipment < SUSPENDED_SHIPMENTS; shipment++) {
      topic.send(shipment, MIN_VERSIONS + 1);
    }
    awaitHandled((long) SUSPENDED_SHIPMENTS * (MIN_VERSIONS + 1));

    assertThat(ledger.repeated()).isEmpty();
    assertThat(ledger.disordered()).isEmpty();
  }

  /** How many instances Kafka takes for alive. */
  private int members() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return admin
          .describeConsumerGroups(List.of(name))
          .describedGroups()
          .get(name)
          .get(30, SECONDS)
          .members()
          .size();
    }
  }

  private Process instance() throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledInstance.class.getName(),
                name,
                bootstrap,
                name,
                Integer.toString(gateway.ports().postgres()),
                name.replace('-', '_'))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    opened.add(process::destroyForcibly);
    return process;
  }

  @Test
  void shouldEndThoughItsListenerClosesIt() {
    failing.add(id(1, 1));
    var closed = new CompletableFuture<QuaysideConsumer>();
    var started = new CompletableFuture<QuaysideConsumer>();
    var consumer =
        started(
            builder()
                .retries(0, Backoff.fixed(Duration.ZERO))
                .onPoison(Poison.STOP)
                .listener(
                    new Listener() {
                      @Override
                      public void stopped(Throwable cause) {
                        started.join().close();
                        closed.complete(started.join());
                      }
                    }));
    started.complete(consumer);
    topic.send(1, 1);

    await().atMost(PATIENCE).until(closed::isDone);
    assertThat(consumer.isRunning()).isFalse();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatIllegalStateException()
                    .isThrownBy(() -> consumer.rewind(Instant.now()))
                    .withMessageContaining("has ended"));
  }
}

package io.quayside.gateway.consumer;

import static io.quayside.gateway.consumer.EventTopic.id;
import static io.quayside.gateway.consumer.EventTopic.shipment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.quayside.consumer.Backoff;
import io.quayside.consumer.Listener;
import io.quayside.consumer.Poison;
import io.quayside.consumer.QuaysideConsumer;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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
  private static final int MIN_VERSIONS = 25;

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
    awaitHandled((long) SHIPMENTS * versions);

    assertThat(ledger.repeated()).isEmpty();
    assertThat(ledger.disordered()).isEmpty();
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

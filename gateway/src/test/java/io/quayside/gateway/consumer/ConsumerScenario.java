package io.quayside.gateway.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.consumer.Backoff;
import io.quayside.consumer.ConsumerBuilder;
import io.quayside.consumer.JdbcStore;
import io.quayside.consumer.Listener;
import io.quayside.consumer.QuaysideConsumer;
import io.quayside.consumer.QuaysideEvent;
import io.quayside.gateway.harness.GatewayProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A topic and a schema of its own for each test of the consumer library. */
abstract class ConsumerScenario {
  private static final AtomicInteger TESTS = new AtomicInteger();
  static final Duration PATIENCE = Duration.ofMinutes(3);

  final GatewayProcess gateway;
  final String bootstrap;
  final String name = "consumer-it-" + TESTS.incrementAndGet();
  final List<AutoCloseable> opened = new ArrayList<>();
  final Set<String> failing = ConcurrentHashMap.newKeySet();
  final AtomicInteger failures = new AtomicInteger();
  Ledger ledger;
  EventTopic topic;

  ConsumerScenario(GatewayProcess gateway) {
    this.gateway = gateway;
    this.bootstrap = "127.0.0.1:" + gateway.ports().kafka();
  }

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.create(gateway.ports().postgres(), name.replace('-', '_'));
    opened.add(ledger.connections());
    topic = EventTopic.create(bootstrap, name);
    opened.add(topic);
  }

  @AfterEach
  void close() throws Exception {
    for (var one : opened.reversed()) {
      one.close();
    }
  }

  final ConsumerBuilder builder() {
    return QuaysideConsumer.builder(name)
        .kafka(Map.of("bootstrap.servers", bootstrap, "metadata.max.age.ms", "1000"))
        .topic(name)
        .store(JdbcStore.of(ledger.connections()))
        .parallel(4)
        .retries(2, Backoff.fixed(Duration.ofMillis(50)))
        .listener(
            new Listener() {
              @Override
              public void failed(QuaysideEvent event, int attempt, Throwable cause) {
                failures.incrementAndGet();
              }
            })
        .on(
            "*",
            (event, tx) -> {
              Ledger.note(event, tx);
              if (failing.contains(event.id())) {
                throw new IllegalArgumentException("cannot take " + event.id());
              }
            });
  }

  final QuaysideConsumer started(ConsumerBuilder builder) {
    var consumer = builder.start();
    opened.add(consumer);
    return consumer;
  }

  final void awaitHandled(long count) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(ledger.count()).isEqualTo(count));
  }

  static void awaitNoLag(QuaysideConsumer consumer) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(consumer.lag()).isEqualTo(Duration.ZERO));
  }
}

package io.quayside.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what consumers have failed to process: an attempt, a batch, or a record of a foreign
 * format. May be used from any thread.
 */
public final class ConsumerErrors {
  /** Writes the read models. */
  public static final String PROJECTION = "projection";

  public static final String WEBHOOK = "webhook";

  /** The rules of the booking process. */
  public static final String SAGA = "saga";

  /** Records of our topics that belong to no shipment. */
  public static final String TOPIC = "topic";

  public static final String MQTT = "mqtt";

  /** All but relays; foreign formats are consumers under their own names. */
  private static final List<String> CONSUMERS =
      List.of(PROJECTION, WEBHOOK, SAGA, TOPIC, MQTT, "epcis", "dcsa");

  private final MeterRegistry registry;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  ConsumerErrors(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The name of a relay as a consumer. */
  public static String relay(String name) {
    return "relay:" + name;
  }

  /** Registers the series of all consumers but relays with zero. */
  void begin() {
    CONSUMERS.forEach(this::begin);
  }

  /** Registers the series of a consumer with zero. */
  public void begin(String consumer) {
    counter(consumer);
  }

  public void count(String consumer) {
    counter(consumer).increment();
  }

  private Counter counter(String consumer) {
    return counters.computeIfAbsent(
        consumer,
        name ->
            Counter.builder("quayside.consumer.errors")
                .description("Attempts, batches and records that a consumer failed to process")
                .tag("consumer", name)
                .register(registry));
  }
}

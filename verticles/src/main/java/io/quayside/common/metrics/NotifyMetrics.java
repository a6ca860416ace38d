package io.quayside.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters of notification. Gauges have what this node was told last; no label names a tenant,
 * shipment or webhook.
 */
public final class NotifyMetrics {
  private final MeterRegistry registry;
  private final Map<String, Counter> attempts = new ConcurrentHashMap<>();
  private final Timer seconds;
  private final MultiGauge webhooks;
  private final MultiGauge lanes;
  private final MultiGauge lag;
  private final MultiGauge letters;
  private final MultiGauge oldest;

  public NotifyMetrics(MeterRegistry registry) {
    this.registry = registry;
    seconds =
        Timer.builder("quayside.webhook")
            .description("An attempt of a webhook until the head of its answer")
            .publishPercentileHistogram()
            .register(registry);
    webhooks = gauge("quayside.webhooks", "Webhooks that this node owns, by state");
    lanes = gauge("quayside.consumer.lanes", "Shipments that are not current, by consumer");
    lag = gauge("quayside.consumer.lag.seconds", "Age of the oldest event that is not settled");
    letters = gauge("quayside.dead.letters", "Parked dead letters of this node's shards");
    oldest = gauge("quayside.dead.letter.oldest.seconds", "Age of the oldest of them");
  }

  private MultiGauge gauge(String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** Values by the values of a gauge's labels, in their order. */
  public record Values(List<String> labels, Map<List<String>, ? extends Number> values) {
    private List<Row<?>> rows() {
      List<Row<?>> rows = new ArrayList<>(values.size());
      values.forEach(
          (key, value) -> {
            String[] tags = new String[2 * key.size()];
            for (int i = 0; i < key.size(); i++) {
              tags[2 * i] = labels.get(i);
              tags[2 * i + 1] = key.get(i);
            }
            rows.add(Row.of(Tags.of(tags), value));
          });
      return rows;
    }
  }

  /** Counts an attempt: {@code ok} or the word of its failure. */
  public void attempt(String outcome, long millis) {
    attempts
        .computeIfAbsent(
            outcome,
            word ->
                Counter.builder("quayside.webhook.attempts")
                    .description("Attempts of webhooks by outcome")
                    .tag("outcome", word)
                    .register(registry))
        .increment();
    seconds.record(millis, TimeUnit.MILLISECONDS);
  }

  /** By state. */
  public void webhooks(Map<List<String>, ? extends Number> byState) {
    webhooks.register(new Values(List.of("state"), byState).rows(), true);
  }

  /** By consumer and state. */
  public void lanes(Map<List<String>, ? extends Number> byConsumerAndState) {
    lanes.register(new Values(List.of("consumer", "state"), byConsumerAndState).rows(), true);
  }

  /** Seconds by consumer and shard. */
  public void lag(Map<List<String>, ? extends Number> byConsumerAndShard) {
    lag.register(new Values(List.of("consumer", "shard"), byConsumerAndShard).rows(), true);
  }

  /** By source and code. */
  public void letters(Map<List<String>, ? extends Number> bySourceAndCode) {
    letters.register(new Values(List.of("source", "code"), bySourceAndCode).rows(), true);
  }

  /** Seconds by source. */
  public void oldest(Map<List<String>, ? extends Number> bySource) {
    oldest.register(new Values(List.of("source"), bySource).rows(), true);
  }
}

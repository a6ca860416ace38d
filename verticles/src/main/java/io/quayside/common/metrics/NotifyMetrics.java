package io.quayside.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quayside.common.trace.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of notification. Gauges have what this node was told last; no label names a tenant,
 * shipment or webhook.
 */
public final class NotifyMetrics {
  private final MeterRegistry registry;

  /** What consumers have failed to process. */
  public final ConsumerErrors consumerErrors;

  private final Traces traces;
  private final Map<String, Counter> attempts = new ConcurrentHashMap<>();
  private final Timer seconds;
  private final Counter noticesDropped;
  private final MultiGauge webhooks;
  private final MultiGauge lanes;
  private final MultiGauge lag;
  private final MultiGauge letters;
  private final MultiGauge oldest;
  private final MultiGauge stopped;
  private final Map<List<String>, Counter> relayed = new ConcurrentHashMap<>();

  /** Lanes and lags by who has told them. */
  private final Map<String, Map<List<String>, ? extends Number>> lanesOf =
      new ConcurrentHashMap<>();

  private final Map<String, Map<List<String>, ? extends Number>> lagsOf = new ConcurrentHashMap<>();

  /** Meters without traces. */
  public NotifyMetrics(MeterRegistry registry) {
    this(registry, Traces.OFF);
  }

  public NotifyMetrics(MeterRegistry registry, Traces traces) {
    this.traces = traces;
    this.registry = registry;
    consumerErrors = new ConsumerErrors(registry);
    seconds =
        Timer.builder("quayside.webhook")
            .description("An attempt of a webhook until the head of its answer")
            .publishPercentileHistogram()
            .register(registry);
    noticesDropped =
        Counter.builder("quayside.webhook.notices.dropped")
            .description("Notices that a webhook did not get")
            .register(registry);
    webhooks = gauge("quayside.webhooks", "Webhooks that this node owns, by state");
    lanes = gauge("quayside.consumer.lanes", "Shipments that are not current, by consumer");
    lag = gauge("quayside.consumer.lag.seconds", "Age of the oldest event that is not settled");
    stopped = gauge("quayside.relay.stopped", "Shards of relays that need an operator");
    letters = gauge("quayside.dead.letters", "Parked dead letters of this node's shards");
    oldest = gauge("quayside.dead.letter.oldest.seconds", "Age of the oldest of them");
  }

  public Traces traces() {
    return traces;
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

  /** Counts an attempt; {@code error} is the word of its failure, null for a success. */
  public void attempt(@Nullable String error, long millis) {
    String outcome = error == null ? "ok" : error;
    if (error != null) {
      consumerErrors.count(ConsumerErrors.WEBHOOK);
    }
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

  /** Counts a notice that a webhook did not get. */
  public void noticeDropped() {
    noticesDropped.increment();
  }

  /**
   * Counts a record of a dead letter by what it does. Not {@code quayside_dead_letters_total}: the
   * gauge of parked letters has that family's name.
   *
   * @param outcome parked, redriven or discarded
   */
  public void letter(String source, String code, String outcome) {
    Counter.builder("quayside.dead.letter.records")
        .description("Records of dead letters by outcome")
        .tags("source", source, "code", code, "outcome", outcome)
        .register(registry)
        .increment();
  }

  /** By state. */
  public void webhooks(Map<List<String>, ? extends Number> byState) {
    webhooks.register(new Values(List.of("state"), byState).rows(), true);
  }

  /** By consumer and state; {@code teller} takes the place of what it told before. */
  public void lanes(String teller, Map<List<String>, ? extends Number> byConsumerAndState) {
    lanesOf.put(teller, byConsumerAndState);
    lanes.register(rows(List.of("consumer", "state"), lanesOf), true);
  }

  /** Seconds by consumer and shard; {@code teller} takes the place of what it told before. */
  public void lag(String teller, Map<List<String>, ? extends Number> byConsumerAndShard) {
    lagsOf.put(teller, byConsumerAndShard);
    lag.register(rows(List.of("consumer", "shard"), lagsOf), true);
  }

  private static List<Row<?>> rows(
      List<String> labels, Map<String, Map<List<String>, ? extends Number>> byTeller) {
    List<Row<?>> rows = new ArrayList<>();
    byTeller.values().forEach(values -> rows.addAll(new Values(labels, values).rows()));
    return rows;
  }

  /** Counts events that a relay has settled. */
  public void relayed(String relay, String outcome, int count) {
    relayed
        .computeIfAbsent(
            List.of(relay, outcome),
            series ->
                Counter.builder("quayside.relay.records")
                    .description("Events that relays have settled, by outcome")
                    .tag("relay", relay)
                    .tag("outcome", outcome)
                    .register(registry))
        .increment(count);
  }

  /** Shards by relay. */
  public void relaysStopped(Map<List<String>, ? extends Number> byRelay) {
    stopped.register(new Values(List.of("relay"), byRelay).rows(), true);
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

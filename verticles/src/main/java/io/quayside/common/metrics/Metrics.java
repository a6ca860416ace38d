package io.quayside.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quayside.common.trace.Traces;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The gateway's meters by name, and its traces. May be used from any thread. */
public final class Metrics {
  private static final String STUCK = "quayside.sagas.stuck";

  /** The place of counts that belong to no shard. */
  private static final int NO_SHARD = -1;

  private final MeterRegistry registry;
  private final Traces traces;
  private final ConcurrentHashMap<Series, Counter> counters = new ConcurrentHashMap<>();

  private final Timer commandSeconds;
  private final Timer positionSeconds;
  private final Timer appendSeconds;
  private final Timer readBackSeconds;
  private final Timer projectionSeconds;

  /** Frames handed to subscribers' sockets. */
  public final LongAdder pushes = new LongAdder();

  /** Live subscriptions on this node. */
  public final LongAdder subscribers = new LongAdder();

  /** Open WebSockets of this node. */
  public final LongAdder sockets = new LongAdder();

  /** Commands that wait for their shipment, on this node. */
  public final LongAdder mailboxDepth = new LongAdder();

  /** What consumers have failed to process. */
  public final ConsumerErrors consumerErrors;

  /** A counter's name and tag values, in a fixed order of tags. */
  private record Series(String name, String first, String second) {}

  private final Timer sagaTimerLate;
  private volatile long documentsOverdue;

  private final ShardCounts shardCounts;
  private final ResponseCounts responses;

  /** Meters without traces. */
  public Metrics(MeterRegistry registry) {
    this(registry, Traces.OFF);
  }

  public Metrics(MeterRegistry registry, Traces traces) {
    this.registry = registry;
    this.traces = traces;
    shardCounts = new ShardCounts(registry);
    consumerErrors = new ConsumerErrors(registry);
    this.responses = new ResponseCounts(registry);
    commandSeconds = timer("quayside.command", "A command from its parsing to its answer");
    positionSeconds =
        timer(
            "quayside.position",
            "Tracking updates that came to a shard together, from parsing to their answer");
    appendSeconds =
        timer(
            "quayside.append",
            "Appends until all in-sync replicas have them, the first of those acknowledged"
                + " together");
    readBackSeconds = timer("quayside.read.back", "A decided event until it is read back");
    sagaTimerLate =
        timer("quayside.saga.timer.late", "Timers of the booking process behind their time");
    projectionSeconds = timer("quayside.projection.batch", "One transaction of the projection");
    FunctionCounter.builder("quayside.pushes", pushes, LongAdder::sum)
        .description("Frames handed to subscribers' sockets")
        .register(registry);
    Gauge.builder("quayside.documents.overdue", () -> documentsOverdue)
        .description("Documents of the whole cluster that are not satisfied at their time")
        .register(registry);
    Gauge.builder("quayside.subscribers", subscribers, LongAdder::sum)
        .description("Live subscriptions")
        .register(registry);
    Gauge.builder("quayside.sockets", sockets, LongAdder::sum)
        .description("Open WebSockets")
        .register(registry);
    Gauge.builder("quayside.mailbox.depth", mailboxDepth, LongAdder::sum)
        .description("Commands that wait for their shipment")
        .register(registry);
  }

  /** The registry, for parts that name their own meters. */
  public MeterRegistry registry() {
    return registry;
  }

  public Traces traces() {
    return traces;
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos(500_000))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(registry);
  }

  /**
   * Registers series that alerts ask for, with zero: a rate over a series that begins with its
   * first count never sees that count.
   */
  public void begin(List<String> topics, List<String> bounds, List<String> bookingRules) {
    for (String topic : topics) {
      appendCounter(topic, true);
      appendCounter(topic, false);
    }
    bounds.forEach(this::overflowCounter);
    parkedCounter();
    responses.begin();
    consumerErrors.begin();
    Map<String, Long> none = new TreeMap<>();
    bookingRules.forEach(rule -> none.put(rule, 0L));
    shardCounts.show(STUCK, "Bookings that are stuck", "rule", NO_SHARD, none);
  }

  /** Counts an answer by its HTTP status. */
  public void response(int status) {
    responses.count(status);
  }

  /** A gauge of this node. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** Counts a command and how it ended: {@code accepted}, {@code replayed}, or a problem's code. */
  public void command(String name, String outcome, long startNanos) {
    counter("quayside.commands", "Commands by name and outcome", "name", name, "outcome", outcome)
        .increment();
    commandSeconds.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts tracking updates of one request with the same outcome, and times the request. */
  public void positions(String outcome, int count, long nanos) {
    counter("quayside.positions", "Tracking updates by outcome", "outcome", outcome)
        .increment(count);
    positionSeconds.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts appends with the same result that completed together; times the first of them. */
  public void appends(String topic, boolean acknowledged, int count, long startNanos) {
    appendCounter(topic, acknowledged).increment(count);
    appendSeconds.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  private Counter appendCounter(String topic, boolean acknowledged) {
    return counter(
        "quayside.appends",
        "Appends by topic and result",
        "topic",
        topic,
        "result",
        acknowledged ? "acked" : "unknown");
  }

  public void readBack(long startNanos) {
    readBackSeconds.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  public void projectionBatch(long startNanos) {
    projectionSeconds.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts an append that did not come back at the next offset, so that Kafka was read. */
  public void jump(String topic) {
    counter(
            "quayside.feed.jumps",
            "Appends that did not come back at the next offset, so that Kafka was read",
            "topic",
            topic)
        .increment();
  }

  /** Counts a skipped duplicate: an event of a version already applied. */
  public void duplicateSkipped() {
    counter("quayside.events.skipped", "Events whose version had been seen").increment();
  }

  /** Counts a shipment that was parked because its log could not be understood. */
  public void parked() {
    parkedCounter().increment();
  }

  private Counter parkedCounter() {
    return counter("quayside.shipments.parked", "Shipments whose log could not be understood");
  }

  /** Counts an overflow of a bound: {@code mailbox}, {@code projection}, {@code subscriber} …. */
  public void overflow(String bound) {
    overflowCounter(bound).increment();
  }

  private Counter overflowCounter(String bound) {
    return counter("quayside.overflows", "Bounds that were hit", "bound", bound);
  }

  /** Counts credentials that were judged: {@code granted}, or the code of the problem. */
  public void credential(String kind, String outcome) {
    counter("quayside.auth", "Credentials by kind and outcome", "kind", kind, "outcome", outcome)
        .increment();
  }

  /**
   * Counts a command of a rule of the booking process: {@code accepted}, {@code refused}, {@code
   * stale} for one that came behind another event, or {@code retried}.
   */
  public void sagaFiring(String rule, String outcome) {
    counter(
            "quayside.saga.firings",
            "Commands of rules of the booking process",
            "rule",
            rule,
            "outcome",
            outcome)
        .increment();
  }

  /** Counts records of a foreign format and how they ended. */
  public void foreign(String format, String outcome, int count) {
    String help = "Records of foreign formats by outcome";
    if (count > 0) {
      counter("quayside.foreign", help, "format", format, "outcome", outcome).increment(count);
    }
  }

  /** The open MQTT connections of this node. */
  public void mqttConnections(Supplier<Number> count) {
    gauge("quayside.mqtt.connections", "Open MQTT connections", count);
  }

  /** Sets the numbers of a shard's bookings that have not ended; empty where it runs no more. */
  public void sagas(int shard, Map<String, Long> byPhase, Map<String, Long> stuckByRule) {
    shardCounts.show("quayside.sagas", "Bookings that have not ended", "phase", shard, byPhase);
    shardCounts.show(STUCK, "Bookings that are stuck", "rule", shard, stuckByRule);
  }

  /**
   * Sets the numbers of current tenders by status and of overdue documents of the whole cluster, on
   * the node that counts them; none and 0 where it counts no more.
   */
  public void boards(Map<String, Long> tenders, long overdue) {
    shardCounts.show(
        "quayside.tenders", "Current tenders of the whole cluster", "status", 0, tenders);
    documentsOverdue = overdue;
  }

  /** Times how late a timer of the booking process fired. */
  public void sagaTimerLate(long millis) {
    sagaTimerLate.record(Math.max(millis, 0), TimeUnit.MILLISECONDS);
  }

  /** Shows whether everybody is let in ({@code auth.mode: none}). */
  public void authDisabled(boolean disabled) {
    Gauge.builder("quayside.auth.disabled", () -> disabled ? 1 : 0)
        .description("1 if no credentials are needed")
        .register(registry);
  }

  /** Counts what a tenant's quota refused: {@code requests}, {@code positions}, {@code sockets}. */
  public void rateLimited(String kind, int count) {
    counter("quayside.rate.limited", "What quotas of tenants refused", "kind", kind)
        .increment(count);
  }

  /** The secrets of administration objects that no key of the key file opens. */
  public void secretsUnreadable(Supplier<Number> count) {
    Gauge.builder("quayside.secrets.unreadable", count)
        .description("Secrets that no key of the key file opens")
        .register(registry);
  }

  /** The sizes of all stored contents of documents. */
  public void blobsBytes(Supplier<Number> bytes) {
    Gauge.builder("quayside.blobs.bytes", bytes)
        .description("Stored contents of documents, of the whole cluster")
        .register(registry);
  }

  /** How much of the generation of the read models on its way is read. */
  public void rebuildProgress(Supplier<Number> share) {
    gauge(
        "quayside.rebuild.progress",
        "How much of a rebuild of the read models is done, 0 to 1; 0 without one",
        share);
  }

  /** A gauge for one shard, in the unit that its name says. */
  public Runnable shardGauge(String name, String description, int shard, Supplier<Number> value) {
    Gauge gauge =
        Gauge.builder(name, value)
            .description(description)
            .tag("shard", Integer.toString(shard))
            .register(registry);
    return () -> registry.remove(gauge);
  }

  private Counter counter(String name, String description, String... tags) {
    String first = tags.length > 0 ? tags[1] : "";
    String second = tags.length > 2 ? tags[3] : "";
    Series series = new Series(name, first, second);
    Counter known = counters.get(series);
    return known != null
        ? known
        : counters.computeIfAbsent(
            series,
            s -> Counter.builder(name).description(description).tags(tags).register(registry));
  }
}

package io.quayside.consumer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Builds a {@link QuaysideConsumer}. A store and at least one handler are required. */
public final class ConsumerBuilder {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
  private static final int MAX_PARALLEL = 256;
  private static final int RETRIES = 5;
  private static final Backoff BACKOFF =
      Backoff.exponential(Duration.ofMillis(200), Duration.ofMinutes(5));

  /** The settings of Kafka's client that the consumer makes itself. */
  private static final Set<String> RESERVED =
      Set.of(
          "group.id",
          "key.deserializer",
          "value.deserializer",
          "enable.auto.commit",
          "auto.offset.reset");

  private final String name;
  private final Map<String, Handler> handlers = new HashMap<>();
  private Map<String, Object> kafka = Map.of();
  private String topic = "shipment-events";
  private Store store;
  private StartAt startAt = StartAt.EARLIEST;
  private int retries = RETRIES;
  private Backoff backoff = BACKOFF;
  private Poison poison = Poison.PARK_SHIPMENT;
  private int parallel = 1;
  private Listener listener = new Listener() {};

  ConsumerBuilder(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a consumer's name is 1 to 64 of a-z, 0-9 and -, not: " + name);
    }
    this.name = name;
  }

  /**
   * The settings of Kafka's client, {@code bootstrap.servers} at least.
   *
   * @throws IllegalArgumentException for {@code group.id}, which is the consumer's name, the
   *     deserializers, {@code enable.auto.commit} and {@code auto.offset.reset}
   */
  public ConsumerBuilder kafka(Map<String, ?> settings) {
    for (String reserved : RESERVED) {
      if (settings.containsKey(reserved)) {
        throw new IllegalArgumentException(reserved + " is set by the consumer");
      }
    }
    kafka = Map.copyOf(settings);
    return this;
  }

  /** The topic; {@code shipment-events} without this. */
  public ConsumerBuilder topic(String topic) {
    this.topic = topic;
    return this;
  }

  /** Where the consumer keeps what it has seen. */
  public ConsumerBuilder store(Store store) {
    this.store = store;
    return this;
  }

  /**
   * A handler of the events whose type fits a pattern: a type, {@code prefix.*}, or {@code *}. An
   * event has one handler: that of its type, else of the longest prefix.
   *
   * @throws IllegalArgumentException for what is no pattern, and for one that is registered already
   */
  public ConsumerBuilder on(String pattern, Handler handler) {
    if (!Handlers.isPattern(pattern)) {
      throw new IllegalArgumentException("neither a type, nor prefix.*, nor *: " + pattern);
    }
    if (handlers.putIfAbsent(pattern, handler) != null) {
      throw new IllegalArgumentException("there is a handler already for " + pattern);
    }
    return this;
  }

  /** As the other, of the event's data, which the function parses from its JSON text. */
  public <T> ConsumerBuilder on(
      String pattern, Function<String, T> parser, TypedHandler<T> handler) {
    return on(pattern, (event, tx) -> handler.handle(event, parser.apply(event.data()), tx));
  }

  /** Where a consumer starts that was never there; {@link StartAt#EARLIEST} without this. */
  public ConsumerBuilder startAt(StartAt startAt) {
    this.startAt = startAt;
    return this;
  }

  /**
   * How often, and when, an event is tried again whose handler has thrown. Without this 5 times,
   * after 0.2 s and then twice as long each time, up to 5 minutes; so too where the backoff throws.
   *
   * @throws IllegalArgumentException for a negative number
   */
  public ConsumerBuilder retries(int retries, Backoff backoff) {
    if (retries < 0) {
      throw new IllegalArgumentException("there are no " + retries + " retries");
    }
    this.retries = retries;
    this.backoff = backoff;
    return this;
  }

  /** What becomes of an event that goes on failing; {@link Poison#PARK_SHIPMENT} without this. */
  public ConsumerBuilder onPoison(Poison poison) {
    this.poison = poison;
    return this;
  }

  /**
   * How many events are handled at a time, each on a thread; 1 without this. Those of one shipment
   * come one after another, and with {@link Poison#STOP} those of one partition.
   *
   * @throws IllegalArgumentException unless it is 1 to 256
   */
  public ConsumerBuilder parallel(int parallel) {
    if (parallel < 1 || parallel > MAX_PARALLEL) {
      throw new IllegalArgumentException("parallel is 1 to " + MAX_PARALLEL + ", not " + parallel);
    }
    this.parallel = parallel;
    return this;
  }

  /** Who is told what the consumer does. */
  public ConsumerBuilder listener(Listener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * A consumer that reads nothing by itself: tests hand it records by {@link
   * QuaysideConsumer#accept}.
   *
   * @throws IllegalArgumentException without a store or a handler
   */
  public QuaysideConsumer build() {
    if (store == null) {
      throw new IllegalArgumentException("a consumer needs a store");
    }
    if (handlers.isEmpty()) {
      throw new IllegalArgumentException("a consumer needs a handler");
    }
    return new QuaysideConsumer(
        new Settings(
            name,
            kafka,
            topic,
            store,
            new Handlers(handlers),
            startAt,
            retries,
            new SafeBackoff(backoff, BACKOFF),
            poison,
            parallel,
            new SafeListener(listener)));
  }

  /**
   * A consumer that has begun to read. It goes on trying while Kafka or the database is away.
   *
   * @throws IllegalArgumentException without {@code bootstrap.servers}, a store or a handler
   */
  public QuaysideConsumer start() {
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException("a consumer needs Kafka's bootstrap.servers");
    }
    QuaysideConsumer consumer = build();
    consumer.begin();
    return consumer;
  }
}

package io.quayside.consumer;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Reads the shipment events of Quayside for a service, and hands each to its handler once.
 *
 * <pre>{@code
 * QuaysideConsumer consumer = QuaysideConsumer.builder("billing")
 *     .kafka(Map.of("bootstrap.servers", "localhost:9092"))
 *     .store(JdbcStore.of(dataSource))
 *     .on("shipment.delivered.v1", (event, tx) ->
 *         tx.update("insert into invoice (shipment) values (?)", event.shipmentId()))
 *     .start();
 * }</pre>
 *
 * <p><b>Once.</b> Kafka may bring an event twice, and two instances may believe for a while that a
 * partition is theirs. The version of the last event handled of each shipment is kept in the
 * service's database and raised in the transaction that handles the next one, from the version
 * before it. So what a handler writes through its {@link Tx} is there once for each event.
 *
 * <p><b>In order.</b> The events of a shipment are handled by their versions, which have no holes,
 * one after another; different shipments beside each other, as many as {@link
 * ConsumerBuilder#parallel} allows.
 *
 * <p><b>Poison.</b> An event whose handler goes on failing is parked with all later ones of its
 * shipment; the others go on. {@link #parked} shows them, {@link #redrive} and {@link #discard} end
 * it. At most 1,000 events wait behind one shipment and 100,000 in all; beyond that the partition
 * waits. While Kafka or the database is away nothing counts as failed; all is tried again every 0.1
 * to 5 seconds.
 *
 * <p>Several instances of one name share the topic's partitions. Thread-safe.
 */
public final class QuaysideConsumer implements AutoCloseable {
  private final Settings settings;
  private final Processor processor;
  private final Map<String, ShipmentState> states = new HashMap<>();
  private Engine engine;

  QuaysideConsumer(Settings settings) {
    this.settings = settings;
    this.processor = new Processor(settings);
  }

  /**
   * Begins to build a consumer. Its name is Kafka's group id, and {@code consumer} in the tables.
   *
   * @param name 1 to 64 of a–z, 0–9 and -
   * @throws IllegalArgumentException for another name
   */
  public static ConsumerBuilder builder(String name) {
    return new ConsumerBuilder(name);
  }

  void begin() {
    engine = new Engine(settings, processor);
    engine.start();
  }

  /**
   * Handles records on the caller's thread, for tests; what is due of parked events before them.
   *
   * @throws IllegalStateException if the consumer was started, has stopped, or its database is away
   */
  public synchronized void accept(ConsumerRecords<byte[], byte[]> records) {
    if (engine != null || processor.failure().isPresent()) {
      throw new IllegalStateException("the consumer reads by itself, or has stopped");
    }
    try {
      retryWhatIsDue(records);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        accept(record);
      }
      try (StoreTransaction transaction = settings.store().begin()) {
        Map<String, Integer> versions = new HashMap<>();
        states.forEach(
            (id, state) -> {
              // None was seen of a shipment whose first event was parked.
              if (state.seen > 0) {
                versions.put(id, state.seen);
              }
            });
        transaction.raise(settings.name(), versions);
        transaction.commit();
      }
      states.clear();
    } catch (SQLException e) {
      throw new IllegalStateException("the database is away", e);
    }
  }

  private void retryWhatIsDue(ConsumerRecords<byte[], byte[]> records) throws SQLException {
    settings.store().createTables();
    List<Integer> partitions =
        records.partitions().stream().map(partition -> partition.partition()).toList();
    List<StoreTransaction.Row> due;
    try (StoreTransaction transaction = settings.store().begin()) {
      due = transaction.due(settings.name(), partitions, Instant.now());
    }
    for (StoreTransaction.Row row : due) {
      processor.retry(state(row.shipmentId()), Turn.ENDLESS);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) throws SQLException {
    Optional<QuaysideEvent> event = Envelopes.event(record);
    if (event.isEmpty()) {
      settings.listener().skipped(Skip.FOREIGN, null, 0);
      return;
    }
    ShipmentState state = state(event.get().shipmentId());
    Outcome outcome = processor.process(state, new Item(record, event.get()), Turn.ENDLESS);
    switch (outcome) {
      case AWAY -> throw new SQLException("the database is away");
      case FULL -> throw new IllegalStateException("too many events are parked");
      case STOPPED -> {
        Throwable cause = processor.failure().orElseThrow();
        settings.listener().stopped(cause);
        throw new IllegalStateException("the consumer has stopped", cause);
      }
      default -> {
        // It is handled, skipped or parked.
      }
    }
  }

  private ShipmentState state(String shipmentId) {
    return states.computeIfAbsent(shipmentId, ShipmentState::new);
  }

  /**
   * How old the oldest record is that is not settled of the partitions of this instance; zero where
   * there is none. A parked event is settled. It grows while the consumer is paused.
   */
  public Duration lag() {
    return engine == null ? Duration.ZERO : engine.lag();
  }

  /** Whether the consumer works: false after {@link #close} and after {@link Poison#STOP}. */
  public boolean isRunning() {
    return engine != null && engine.isRunning();
  }

  /** What has stopped the consumer, with {@link Poison#STOP}. */
  public Optional<Throwable> failure() {
    return processor.failure();
  }

  /** Begins to handle no more events, until {@link #resume}; those under way go on. */
  public void pause() {
    started().pause(true);
  }

  /** Ends {@link #pause}. */
  public void resume() {
    started().pause(false);
  }

  private Engine started() {
    if (engine == null) {
      throw new IllegalStateException("the consumer was not started");
    }
    return engine;
  }

  /**
   * The parked shipments of all instances, by their ids.
   *
   * @throws IllegalStateException if the database is away
   */
  public List<Parked> parked() {
    return ask(() -> processor.parking().all());
  }

  /**
   * Tries the parked events of a shipment again now, from the first one on.
   *
   * @return false if none of that shipment are parked
   * @throws IllegalStateException if the database is away
   */
  public boolean redrive(String shipmentId) {
    return ask(() -> processor.parking().redrive(shipmentId));
  }

  /**
   * Gives up the first of the parked events of a shipment; those that wait behind it go on. The
   * reason stands in the log.
   *
   * @return false if none of that shipment are parked
   * @throws IllegalStateException if the database is away
   */
  public boolean discard(String shipmentId, String reason) {
    return ask(() -> processor.parking().discard(shipmentId, reason));
  }

  /**
   * Forgets all versions and parked events, and goes back, or ahead, to the first record from a
   * time on. The handlers see those events again. From then on a shipment may begin with any
   * version. Waits until this instance has its partitions.
   *
   * @throws IllegalStateException if another instance is alive, or the database is away
   */
  public void rewind(Instant since) {
    try {
      started().rewind(since).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IllegalStateException refused
          ? refused
          : new IllegalStateException("the consumer could not be rewound", e.getCause());
    }
  }

  /**
   * Ends the consumer. Handlers under way have 30 seconds to end; then their threads are
   * interrupted and their connections aborted, which rolls back what they did.
   */
  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
  }

  /** A question to the database. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws SQLException;
  }

  private <T> T ask(Question<T> question) {
    try {
      // An instance that reads nothing may be the first to ask.
      settings.store().createTables();
      return question.ask();
    } catch (SQLException e) {
      throw new IllegalStateException("the database is away", e);
    }
  }
}

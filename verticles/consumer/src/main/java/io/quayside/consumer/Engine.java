package io.quayside.consumer;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** The thread that reads Kafka, hands its records to the workers, and writes the cursors. */
final class Engine implements ConsumerRebalanceListener {
  static final int MAX_POLL_RECORDS = 500;
  static final int FLUSH_EVENTS = 500;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long DUE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long DUE_UNUSED_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Settings settings;
  private final Processor processor;
  private final Workers workers;
  private final CursorWriter cursors;
  private final KafkaConsumer<byte[], byte[]> kafka;
  private final Thread thread;
  private final Map<Integer, Partition> partitions = new TreeMap<>();
  private final Rewinds rewinds = new Rewinds();
  private final Lag lag = new Lag();
  private volatile boolean closing;
  private volatile boolean running = true;

  /** Whether this instance was a member of its group, and knows which partitions it has. */
  private boolean joined;

  private long flushedNanos = System.nanoTime();
  private long dueNanos = System.nanoTime() - DUE_UNUSED_NANOS;

  Engine(Settings settings, Processor processor) {
    this.settings = settings;
    this.processor = processor;
    this.kafka = Clients.consumer(settings, MAX_POLL_RECORDS);
    this.workers = new Workers(settings, processor, kafka::wakeup);
    this.cursors = new CursorWriter(settings, workers);
    this.thread =
        Thread.ofPlatform().name("quayside-consumer-" + settings.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (kafka) {
      Patience.untilItSucceeds(
          "making the tables", () -> settings.store().createTables(), () -> closing);
      kafka.subscribe(List.of(settings.topic()), this);
      while (!closing && processor.failure().isEmpty()) {
        step();
      }
      stop();
    } catch (Patience.ClosedException e) {
      Log.info("the consumer " + settings.name() + " was closed while the database is away");
    } catch (RuntimeException e) {
      Log.error("the consumer " + settings.name() + " has failed", e);
      throw e;
    } finally {
      running = false;
      workers.close();
      rewinds.end();
      processor.failure().ifPresent(settings.listener()::stopped);
    }
  }

  private void step() {
    if (joined) {
      // Before, another instance counts as this one.
      rewinds.serve(this::rewindNow);
    }
    try {
      receive(kafka.poll(POLL));
      readOnOrNot();
    } catch (WakeupException e) {
      // Somebody has something for this thread to do.
    } catch (KafkaException e) {
      Log.warn("Kafka is away: " + e.getMessage());
      Pause.sleep(POLL, () -> closing);
    }
    long now = System.nanoTime();
    if (now - flushedNanos >= FLUSH_NANOS || workers.settled() >= FLUSH_EVENTS) {
      flush(partitions.values());
      flushedNanos = now;
    }
    if (now - dueNanos >= (processor.parking().isUsed() ? DUE_NANOS : DUE_UNUSED_NANOS)) {
      retryWhatIsDue();
      dueNanos = now;
    }
  }

  private void receive(ConsumerRecords<byte[], byte[]> records) {
    // What they hold is read before the lock is taken, which the workers need.
    List<Item> items = new ArrayList<>(records.count());
    records.forEach(record -> items.add(item(record)));
    workers.lock.lock();
    try {
      items.forEach(this::receive);
      workers.endDelays();
    } finally {
      workers.lock.unlock();
    }
  }

  private Item item(ConsumerRecord<byte[], byte[]> record) {
    Optional<QuaysideEvent> event = Envelopes.event(record);
    Item item = new Item(record, event.orElse(null));
    if (event.isEmpty()) {
      item.settle();
      settings.listener().skipped(Skip.FOREIGN, null, 0);
    }
    return item;
  }

  private void receive(Item item) {
    Partition partition = partitions.get(item.partition);
    if (partition != null) {
      partition.add(item);
      if (item.event != null) {
        workers.add(partition, partition.state(item.event.shipmentId()), item);
      }
    }
  }

  /** Reads partitions on, or not, by what is in hand of them. */
  private void readOnOrNot() {
    List<TopicPartition> resumed = new ArrayList<>();
    List<TopicPartition> held = new ArrayList<>();
    boolean behind = false;
    workers.lock.lock();
    try {
      long now = System.nanoTime();
      for (Partition partition : partitions.values()) {
        boolean on = !partition.closed && partition.mayReadOn(workers.isPaused(), now);
        (on ? resumed : held).add(partition.topicPartition);
        behind |=
            partition.oldestTimestamp() < 0
                && kafka.currentLag(partition.topicPartition).orElse(0) > 0;
      }
    } finally {
      workers.lock.unlock();
    }
    kafka.resume(resumed);
    kafka.pause(held);
    lag.noteBehind(behind);
  }

  private void flush(Collection<Partition> of) {
    Map<Integer, Long> written = cursors.flush(of);
    if (!written.isEmpty()) {
      Clients.show(kafka, settings.topic(), written);
    }
  }

  private void retryWhatIsDue() {
    List<StoreTransaction.Row> due;
    try (StoreTransaction transaction = settings.store().begin()) {
      processor.parking().count(transaction);
      due = transaction.due(settings.name(), partitions.keySet(), Instant.now());
    } catch (SQLException e) {
      Log.warn("the database is away: " + e.getMessage());
      return;
    }
    workers.lock.lock();
    try {
      for (StoreTransaction.Row row : due) {
        Partition partition = partitions.get(row.partition());
        if (partition != null && !partition.closed && partition.retrying.add(row.shipmentId())) {
          workers.add(partition, partition.state(row.shipmentId()), null);
        }
      }
    } finally {
      workers.lock.unlock();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    joined = true;
    Map<Integer, Long> known = new HashMap<>();
    Patience.untilItSucceeds(
        "reading the cursors", () -> known.putAll(cursors.read(processor)), () -> closing);
    Map<Integer, Long> begun = new HashMap<>();
    for (TopicPartition one : assigned) {
      Long cursor = known.get(one.partition());
      if (cursor == null) {
        cursor = Clients.start(kafka, one, settings.startAt(), () -> closing);
        begun.put(one.partition(), cursor);
      }
      kafka.seek(one, cursor);
      long next = cursor;
      workers.lock.lock();
      try {
        partitions.put(one.partition(), new Partition(one, next));
      } finally {
        workers.lock.unlock();
      }
    }
    if (!begun.isEmpty()) {
      Patience.untilItSucceeds("writing the cursors", () -> cursors.begin(begun), () -> closing);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    end(revoked.stream().map(TopicPartition::partition).toList());
  }

  /** Another instance has them already: its transactions decide against ours. */
  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    joined = false;
    end(lost.stream().map(TopicPartition::partition).toList());
  }

  /** Lets what is under way end, and writes how far it came. */
  private void end(Collection<Integer> numbers) {
    List<Partition> ended = new ArrayList<>();
    workers.lock.lock();
    try {
      for (int number : numbers) {
        Partition partition = partitions.remove(number);
        if (partition != null) {
          partition.closed = true;
          ended.add(partition);
        }
      }
      workers.awaitEnd(ended, PATIENCE_NANOS);
    } finally {
      workers.lock.unlock();
    }
    if (!ended.isEmpty()) {
      flush(ended);
    }
  }

  private void stop() {
    end(List.copyOf(partitions.keySet()));
  }

  /** See {@link QuaysideConsumer#rewind}. */
  CompletableFuture<Void> rewind(Instant since) {
    CompletableFuture<Void> done = rewinds.ask(since);
    kafka.wakeup();
    return done;
  }

  private void rewindNow(Instant since) {
    if (Clients.members(settings) > 1) {
      throw new IllegalStateException("another instance of " + settings.name() + " is alive");
    }
    Set<TopicPartition> assigned = kafka.assignment();
    // Of all, for those that are assigned later, as after another instance has left.
    Set<TopicPartition> all = Clients.all(kafka, settings.topic(), () -> closing);
    all.addAll(assigned);
    Map<Integer, Long> offsets = Clients.offsets(kafka, all, since, () -> closing);
    end(assigned.stream().map(TopicPartition::partition).toList());
    Patience.untilItSucceeds("going back", () -> cursors.rewind(offsets), () -> closing);
    processor.acceptAnyFirstVersion();
    workers.lock.lock();
    try {
      for (TopicPartition one : assigned) {
        long cursor = offsets.get(one.partition());
        kafka.seek(one, cursor);
        partitions.put(one.partition(), new Partition(one, cursor));
      }
    } finally {
      workers.lock.unlock();
    }
  }

  void pause(boolean on) {
    workers.pause(on);
  }

  Duration lag() {
    workers.lock.lock();
    try {
      return lag.of(partitions.values());
    } finally {
      workers.lock.unlock();
    }
  }

  boolean isRunning() {
    return running && !closing;
  }

  void close() {
    closing = true;
    kafka.wakeup();
    if (Thread.currentThread() == thread) {
      // A listener closes the consumer: the thread ends once it returns.
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.quayside.log.kafka;

import io.quayside.cluster.Topics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.common.trace.Traces;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.Log.Chunk;
import io.quayside.log.feed.Log.LogRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ranges of partitions for all feeds of a node, through one consumer that is idle while there
 * is nothing to read. May be called from any thread; completes on the scheduler's event loop.
 */
public final class KafkaReader {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
  private static final long RETRY_MILLIS = 200;

  /**
   * Of so many partitions records are kept for the next read; Kafka sends at most 240 KiB of each.
   */
  private static final int MAX_AHEAD = 16;

  private static final String CLOSED = "the reader is closed";

  private final Scheduler scheduler;
  private final PartitionConsumer consumer;
  private final Traces traces;
  private final Map<TopicPartition, Read> reads = new HashMap<>();

  /** Reads of partitions that are read already, in their order. */
  private final Map<TopicPartition, ArrayDeque<Read>> queued = new HashMap<>();

  /** The consumer's position of each assigned partition. */
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** What was polled beyond the end of a partition's last read. */
  private final Map<TopicPartition, List<LogRecord>> ahead = new HashMap<>();

  private Polling polling = Polling.IDLE;

  /** The callers whose partitions' ends are fetched with the next request. */
  private Map<TopicPartition, List<Promise<Long>>> ends = new HashMap<>();

  private enum Polling {
    IDLE,
    ACTIVE,
    CLOSED
  }

  private record Read(long from, long to, Promise<Chunk> chunk) {}

  public KafkaReader(Scheduler scheduler, PartitionConsumer consumer) {
    this(scheduler, consumer, Traces.OFF);
  }

  public KafkaReader(Scheduler scheduler, PartitionConsumer consumer, Traces traces) {
    this.scheduler = scheduler;
    this.consumer = consumer;
    this.traces = traces;
  }

  /** A reader with a consumer of its own. */
  public static KafkaReader of(Vertx vertx, Map<String, String> clientSettings, Traces traces) {
    return new KafkaReader(
        new VertxScheduler(vertx), KafkaPartitionConsumer.forRanges(vertx, clientSettings), traces);
  }

  /** See {@link Log#read}. Reads of one partition take turns. */
  Future<Chunk> read(TopicPartition partition, long from, long to) {
    Promise<Chunk> chunk = Promise.promise();
    scheduler.execute(() -> read(partition, new Read(from, to, chunk)));
    return chunk.future();
  }

  private void read(TopicPartition partition, Read read) {
    if (polling == Polling.CLOSED) {
      read.chunk.fail(CLOSED);
    } else if (reads.putIfAbsent(partition, read) != null) {
      queued.computeIfAbsent(partition, p -> new ArrayDeque<>(1)).add(read);
    } else if (continuesAhead(partition, read)) {
      answer(partition, read, ahead.remove(partition));
    } else if (polling == Polling.IDLE) {
      polling = Polling.ACTIVE;
      round();
    }
  }

  /** What was polled ahead is only for the read that follows. */
  private boolean continuesAhead(TopicPartition partition, Read read) {
    List<LogRecord> polled = ahead.get(partition);
    if (polled == null) {
      return false;
    }
    if (read.from < read.to && polled.getFirst().offset() == read.from) {
      return true;
    }
    ahead.remove(partition);
    return false;
  }

  /** See {@link Log#end}. */
  Future<Long> end(TopicPartition partition) {
    Promise<Long> end = Promise.promise();
    scheduler.execute(
        () -> {
          if (ends.isEmpty()) {
            scheduler.execute(this::fetchEnds);
          }
          ends.computeIfAbsent(partition, p -> new ArrayList<>(1)).add(end);
        });
    return end.future();
  }

  /** Fails what is being read, and all later calls. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    scheduler.execute(
        () -> {
          polling = Polling.CLOSED;
          reads.values().forEach(read -> read.chunk.fail(CLOSED));
          reads.clear();
          queued.values().forEach(later -> later.forEach(read -> read.chunk.fail(CLOSED)));
          queued.clear();
          consumer.close().onComplete(closed);
        });
    return closed.future();
  }

  /** One request for all calls of a turn. */
  private void fetchEnds() {
    Map<TopicPartition, List<Promise<Long>>> fetched = ends;
    ends = new HashMap<>();
    if (polling == Polling.CLOSED) {
      fetched.values().forEach(callers -> callers.forEach(caller -> caller.fail(CLOSED)));
      return;
    }
    consumer
        .ends(fetched.keySet())
        .onComplete(
            offsets ->
                fetched.forEach(
                    (partition, callers) ->
                        callers.forEach(caller -> caller.complete(offsets.get(partition)))),
            failure -> {
              LOG.warn(
                  "no end offsets: partitions={} cause={}", fetched.size(), failure.toString());
              scheduler.schedule(RETRY_MILLIS, () -> fetchEndsAgain(fetched));
            });
  }

  private void fetchEndsAgain(Map<TopicPartition, List<Promise<Long>>> failed) {
    if (ends.isEmpty()) {
      ends = failed;
      fetchEnds();
    } else {
      failed.forEach((partition, callers) -> ends.merge(partition, callers, KafkaReader::both));
    }
  }

  private static <T> List<T> both(List<T> some, List<T> others) {
    List<T> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private void round() {
    if (polling == Polling.CLOSED) {
      return;
    }
    if (reads.isEmpty()) {
      polling = Polling.IDLE;
      return;
    }
    assign()
        .compose(this::seek)
        .compose(v -> consumer.poll())
        .compose(this::dispatch)
        .onComplete(v -> scheduler.execute(this::round), this::retry);
  }

  private void retry(Throwable failure) {
    if (polling != Polling.CLOSED) {
      LOG.warn("read failed, trying again: cause={}", failure.toString());
      positions.clear();
      scheduler.schedule(RETRY_MILLIS, this::round);
    }
  }

  private Future<Set<TopicPartition>> assign() {
    Set<TopicPartition> wanted = Set.copyOf(reads.keySet());
    if (positions.keySet().equals(wanted)) {
      return Future.succeededFuture(wanted);
    }
    positions.keySet().retainAll(wanted);
    return consumer.assign(wanted).map(wanted);
  }

  /** Reads that began after the assignment are left to the next round. */
  private Future<Void> seek(Set<TopicPartition> assigned) {
    Future<Void> done = Future.succeededFuture();
    for (TopicPartition partition : assigned) {
      Read read = reads.get(partition);
      if (read != null) {
        Long position = positions.put(partition, read.from);
        if (position == null || position != read.from) {
          done = done.compose(v -> consumer.seek(partition, read.from));
        }
      }
    }
    return done;
  }

  private Future<Void> dispatch(ConsumerRecords<String, byte[]> polled) {
    Future<Void> done = Future.succeededFuture();
    for (TopicPartition partition : List.copyOf(positions.keySet())) {
      Read read = reads.get(partition);
      if (read == null) {
        continue;
      }
      List<LogRecord> records = new ArrayList<>();
      for (ConsumerRecord<String, byte[]> record : polled.records(partition)) {
        trace(record);
        records.add(
            new LogRecord(
                record.offset(),
                record.key(),
                record.value(),
                LogHeaders.caller(record.headers())));
      }
      if (records.isEmpty()) {
        // No record yet, or none from there on (retention, transactions): the position tells.
        done = done.compose(v -> consumer.position(partition)).map(p -> skipTo(partition, p));
      } else {
        positions.put(partition, records.getLast().offset() + 1);
        answer(partition, read, records);
      }
    }
    return done;
  }

  private void trace(ConsumerRecord<String, byte[]> record) {
    if (traces.isOn() && record.topic().equals(Topics.EVENTS)) {
      String traceparent = LogHeaders.traceparent(record.headers());
      traces.read(record.partition(), record.offset(), record.timestamp(), traceparent);
    }
  }

  private Void skipTo(TopicPartition partition, long position) {
    Read read = reads.get(partition);
    if (read != null && position > read.from) {
      positions.put(partition, position);
      answer(partition, read, new Chunk(List.of(), position));
    }
    return null;
  }

  /** Answers with the records below the read's end, and keeps the others. */
  private void answer(TopicPartition partition, Read read, List<LogRecord> records) {
    int count = records.size();
    while (count > 0 && records.get(count - 1).offset() >= read.to) {
      count--;
    }
    long next = records.getLast().offset() + 1;
    if (count < records.size()) {
      next = Math.max(read.to, read.from);
      if (ahead.size() < MAX_AHEAD) {
        ahead.put(partition, List.copyOf(records.subList(count, records.size())));
      }
    }
    answer(partition, read, new Chunk(records.subList(0, count), next));
  }

  private void answer(TopicPartition partition, Read read, Chunk chunk) {
    reads.remove(partition);
    ArrayDeque<Read> later = queued.get(partition);
    if (later != null) {
      Read next = later.remove();
      if (later.isEmpty()) {
        queued.remove(partition);
      }
      scheduler.execute(() -> read(partition, next));
    }
    read.chunk.complete(chunk);
  }
}

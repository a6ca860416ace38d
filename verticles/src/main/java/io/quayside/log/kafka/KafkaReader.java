package io.quayside.log.kafka;

import io.quayside.log.feed.Log;
import io.quayside.log.feed.Log.Chunk;
import io.quayside.log.feed.Log.LogRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ranges of partitions, for all feeds of a node, through one consumer that is idle while
 * nobody asks. May be called from any context; answers on the caller's.
 */
public final class KafkaReader {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long RETRY_MILLIS = 200;
  private static final String CLOSED = "the reader is closed";

  private final Vertx vertx;
  private final Context context;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<TopicPartition, Read> reads = new HashMap<>();

  /** The consumer's position of each assigned partition. */
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  private boolean looping;
  private volatile boolean closed;

  /** Questions for ends that go to Kafka together. */
  private Map<TopicPartition, List<Promise<Long>>> ends = new HashMap<>();

  private record Read(long from, long to, Promise<Chunk> chunk) {}

  public KafkaReader(Vertx vertx, Map<String, String> clientSettings) {
    Map<String, String> settings = new HashMap<>(clientSettings);
    settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    settings.put(
        "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.poll.records", "2000");
    // A broker holds a fetch back for so long, and with it all reads of it that come meanwhile.
    settings.put("fetch.max.wait.ms", "10");
    settings.put("default.api.timeout.ms", "5000");
    settings.put("request.timeout.ms", "4000");
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.consumer = KafkaConsumer.create(vertx, settings);
  }

  /** See {@link Log#read}. One read per partition at a time. */
  Future<Chunk> read(TopicPartition partition, long from, long to) {
    Promise<Chunk> chunk = Promise.promise();
    context.runOnContext(
        v -> {
          if (reads.putIfAbsent(partition, new Read(from, to, chunk)) != null) {
            chunk.fail(new IllegalStateException("already reading " + partition));
          } else if (!looping) {
            looping = true;
            loop();
          }
        });
    return onCaller(chunk.future());
  }

  /** See {@link Log#end}. */
  Future<Long> end(TopicPartition partition) {
    Promise<Long> end = Promise.promise();
    context.runOnContext(
        v -> {
          if (ends.isEmpty()) {
            context.runOnContext(w -> askEnds());
          }
          ends.computeIfAbsent(partition, p -> new ArrayList<>(1)).add(end);
        });
    return onCaller(end.future());
  }

  public Future<Void> close() {
    closed = true;
    return consumer.close();
  }

  /** One question for all that were asked in this round of the event loop. */
  private void askEnds() {
    Map<TopicPartition, List<Promise<Long>>> asked = ends;
    ends = new HashMap<>();
    if (closed) {
      asked.values().forEach(all -> all.forEach(end -> end.fail(CLOSED)));
      return;
    }
    consumer
        .endOffsets(asked.keySet())
        .onComplete(
            offsets ->
                asked.forEach(
                    (partition, all) -> all.forEach(end -> end.complete(offsets.get(partition)))),
            failure -> {
              LOG.warn("no end offsets: partitions={} cause={}", asked.size(), failure.toString());
              vertx.setTimer(RETRY_MILLIS, t -> askEndsAgain(asked));
            });
  }

  private void askEndsAgain(Map<TopicPartition, List<Promise<Long>>> asked) {
    if (ends.isEmpty()) {
      ends = asked;
      askEnds();
    } else {
      asked.forEach((partition, all) -> ends.merge(partition, all, KafkaReader::both));
    }
  }

  private static <T> List<T> both(List<T> some, List<T> others) {
    List<T> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private void loop() {
    if (closed || reads.isEmpty()) {
      looping = false;
      reads.values().forEach(r -> r.chunk.fail(CLOSED));
      reads.clear();
      return;
    }
    assign()
        .compose(this::seek)
        .compose(v -> consumer.poll(POLL))
        .compose(this::dispatch)
        .onComplete(
            v -> context.runOnContext(w -> loop()),
            failure -> {
              LOG.warn("read failed, trying again: cause={}", failure.toString());
              positions.clear();
              vertx.setTimer(RETRY_MILLIS, t -> loop());
            });
  }

  private Future<Set<TopicPartition>> assign() {
    Set<TopicPartition> wanted = Set.copyOf(reads.keySet());
    if (positions.keySet().equals(wanted)) {
      return Future.succeededFuture(wanted);
    }
    positions.keySet().retainAll(wanted);
    return consumer.assign(wanted).map(wanted);
  }

  /** Reads that were asked for since the assignment have their turn in the next round. */
  private Future<Void> seek(Set<TopicPartition> assigned) {
    Future<Void> done = Future.succeededFuture();
    for (TopicPartition partition : assigned) {
      long from = reads.get(partition).from;
      Long position = positions.put(partition, from);
      if (position == null || position != from) {
        done = done.compose(v -> consumer.seek(partition, from));
      }
    }
    return done;
  }

  private Future<Void> dispatch(KafkaConsumerRecords<String, byte[]> polled) {
    Future<Void> done = Future.succeededFuture();
    for (TopicPartition partition : List.copyOf(positions.keySet())) {
      Read read = reads.get(partition);
      if (read == null) {
        continue;
      }
      List<LogRecord> records = new ArrayList<>();
      var raw =
          new org.apache.kafka.common.TopicPartition(
              partition.getTopic(), partition.getPartition());
      for (ConsumerRecord<String, byte[]> record : polled.records().records(raw)) {
        records.add(new LogRecord(record.offset(), record.key(), record.value()));
      }
      if (records.isEmpty()) {
        // Nothing yet, or the log begins later than asked (retention): the position tells.
        done = done.compose(v -> consumer.position(partition)).map(p -> skipTo(partition, p));
      } else {
        long next = records.getLast().offset() + 1;
        records.removeIf(r -> r.offset() >= read.to);
        positions.put(partition, next);
        answer(partition, read, new Chunk(records, Math.min(next, Math.max(read.to, read.from))));
      }
    }
    return done;
  }

  private Void skipTo(TopicPartition partition, long position) {
    Read read = reads.get(partition);
    if (read != null && position > read.from) {
      positions.put(partition, position);
      answer(partition, read, new Chunk(List.of(), position));
    }
    return null;
  }

  private void answer(TopicPartition partition, Read read, Chunk chunk) {
    reads.remove(partition);
    read.chunk.complete(chunk);
  }

  private <T> Future<T> onCaller(Future<T> future) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    future.onComplete(done -> caller.runOnContext(v -> promise.handle(done)));
    return promise.future();
  }
}

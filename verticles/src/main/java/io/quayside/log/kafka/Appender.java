package io.quayside.log.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quayside.common.metrics.Metrics;
import io.quayside.log.feed.Log;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.kafka.client.common.TopicPartition;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Hands a node's records to Kafka's client, which is set not to block ({@link
 * KafkaLog#producerSettings}): where it would have to wait for room or for a topic's partitions it
 * fails instead. Brings acknowledgements back to where they were asked for, all that came at a
 * time, so that the cost of changing threads is shared by a batch.
 */
public final class Appender {
  private static final Header CONTENT_TYPE =
      new RecordHeader("content-type", "application/cloudevents+json".getBytes(US_ASCII));

  /** Of their own kind, which the producer copies as a whole. */
  private static final Headers UNTRACED = new RecordHeaders(List.of(CONTENT_TYPE));

  private final Producer<String, byte[]> producer;

  public Appender(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  /** The way to a partition, from a context and back to it. */
  PartitionAppender lane(TopicPartition partition, Context context, Metrics metrics) {
    return new PartitionAppender(partition.getTopic(), partition.getPartition(), context, metrics);
  }

  /** One context's way to append to one partition. */
  final class PartitionAppender {
    private final String topic;
    private final int partition;
    private final Context context;
    private final Metrics metrics;

    /** The last one whose outcome is known and has not been told; it knows the one before. */
    private final AtomicReference<Append> lastDone = new AtomicReference<>();

    private PartitionAppender(String topic, int partition, Context context, Metrics metrics) {
      this.topic = topic;
      this.partition = partition;
      this.context = context;
      this.metrics = metrics;
    }

    /** See {@link Log#append}; completes on the lane's context. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told
    void append(String key, byte[] value, String traceparent, Completable<Long> appended) {
      Iterable<Header> headers =
          traceparent == null
              ? UNTRACED
              : List.of(
                  CONTENT_TYPE, new RecordHeader("traceparent", traceparent.getBytes(US_ASCII)));
      Append append = new Append(this, appended);
      try {
        producer.send(new ProducerRecord<>(topic, partition, null, key, value, headers), append);
      } catch (RuntimeException e) {
        metrics.appends(topic, false, 1, append.startNanos);
        appended.fail(e);
      }
    }

    private void done(Append append) {
      Append before;
      do {
        before = lastDone.get();
        append.next = before;
      } while (!lastDone.compareAndSet(before, append));
      if (before == null) {
        context.runOnContext(v -> tell());
      }
    }

    private void tell() {
      Append first = inOrder(lastDone.getAndSet(null));
      int acknowledged = 0;
      int unknown = 0;
      for (Append next = first; next != null; next = next.next) {
        if (next.tell()) {
          acknowledged++;
        } else {
          unknown++;
        }
      }
      count(true, acknowledged, first);
      count(false, unknown, first);
    }

    /** The first of those that lead from the last one to it, and now from it to the last one. */
    private Append inOrder(Append last) {
      Append first = null;
      Append rest = last;
      while (rest != null) {
        Append before = rest.next;
        rest.next = first;
        first = rest;
        rest = before;
      }
      return first;
    }

    private void count(boolean acknowledged, int count, Append first) {
      if (count > 0) {
        metrics.appends(topic, acknowledged, count, first.startNanos);
      }
    }
  }

  /** A record on its way, and what has become of it. */
  private static final class Append implements Callback {
    private final long startNanos = System.nanoTime();
    private final PartitionAppender lane;
    private final Completable<Long> appended;
    private RecordMetadata metadata;
    private Exception failure;

    /** Its neighbour among those that are done. */
    private Append next;

    Append(PartitionAppender lane, Completable<Long> appended) {
      this.lane = lane;
      this.appended = appended;
    }

    /** On a thread of the producer's; where it refuses at once, on the one that asked. */
    @Override
    public void onCompletion(RecordMetadata acknowledged, Exception exception) {
      metadata = acknowledged;
      failure = exception;
      lane.done(this);
    }

    /** Whether it was acknowledged, at a known offset. */
    boolean tell() {
      if (failure == null && metadata.hasOffset()) {
        appended.succeed(metadata.offset());
        return true;
      }
      // Without an offset: a repetition of what a broker had taken longer ago than it remembers.
      appended.fail(
          failure != null ? failure : new KafkaException("acknowledged without an offset"));
      return false;
    }
  }
}

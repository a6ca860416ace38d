package io.quayside.log.kafka;

import io.quayside.cluster.Topics;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.trace.Span;
import io.quayside.common.trace.Stage;
import io.quayside.log.feed.Log;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Sends a node's records with Kafka's client, whose settings make a send fail where it would block
 * ({@link KafkaLog#producerSettings}). Completes appends on the context that made them, all that
 * were acknowledged meanwhile in one task, so that a batch costs one change of threads.
 */
public final class Appender {
  private final Producer<String, byte[]> producer;

  public Appender(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  /** Appends to one partition for one context. */
  PartitionAppender forPartition(TopicPartition partition, Context context, Metrics metrics) {
    return new PartitionAppender(partition.topic(), partition.partition(), context, metrics);
  }

  /** Appends to one partition, and completes on one context. */
  final class PartitionAppender {
    private final String topic;
    private final int partition;
    private final Context context;
    private final Metrics metrics;

    /** A stack of the appends that are done and not completed yet: the last done is its top. */
    private final AtomicReference<Append> lastDone = new AtomicReference<>();

    /** The caller of the last append, or null, and the headers of its records. */
    private @Nullable String lastCaller;

    private @Nullable Headers lastHeaders;

    private PartitionAppender(String topic, int partition, Context context, Metrics metrics) {
      this.topic = topic;
      this.partition = partition;
      this.context = context;
      this.metrics = metrics;
    }

    /** See {@link Log#append}. */
    void append(
        String key,
        byte[] value,
        String caller,
        @Nullable String traceparent,
        Completable<Long> appended) {
      Headers untraced = headersOf(caller);
      if (traceparent == null) {
        send(key, value, untraced, null, appended);
      } else {
        Span span = span(traceparent);
        String passedOn = span == null ? traceparent : span.traceparent();
        send(key, value, LogHeaders.traced(untraced, passedOn), span, appended);
      }
    }

    /** A span of an event that is traced, else null: a request may have thousands of positions. */
    private @Nullable Span span(String traceparent) {
      return topic.equals(Topics.EVENTS) ? metrics.traces().begin(Stage.APPEND, traceparent) : null;
    }

    /** As the other, with further headers. */
    void append(
        String key,
        byte[] value,
        String caller,
        Map<String, String> labels,
        Completable<Long> appended) {
      send(key, value, LogHeaders.labelled(headersOf(caller), labels), null, appended);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback gets the result
    private void send(
        String key,
        byte[] value,
        Headers headers,
        @Nullable Span span,
        Completable<Long> appended) {
      Append append = new Append(this, span, appended);
      try {
        producer.send(new ProducerRecord<>(topic, partition, null, key, value, headers), append);
      } catch (RuntimeException e) {
        metrics.appends(topic, false, 1, append.startNanos);
        append.endSpan(null);
        appended.fail(e);
      }
    }

    private Headers headersOf(String caller) {
      Headers headers = lastHeaders;
      if (headers == null || !caller.equals(lastCaller)) {
        headers = LogHeaders.of(caller);
        lastHeaders = headers;
        lastCaller = caller;
      }
      return headers;
    }

    private void done(Append append) {
      Append before;
      do {
        before = lastDone.get();
        append.next = before;
      } while (!lastDone.compareAndSet(before, append));
      if (before == null) {
        context.runOnContext(v -> completeDone());
      }
    }

    private void completeDone() {
      Append first = inOrder(lastDone.getAndSet(null));
      int acknowledged = 0;
      int unknown = 0;
      for (Append next = first; next != null; next = next.next) {
        if (next.complete()) {
          acknowledged++;
        } else {
          unknown++;
        }
      }
      count(true, acknowledged, first);
      count(false, unknown, first);
    }

    /** Reverses the stack and returns its bottom, the first that was done. */
    private @Nullable Append inOrder(@Nullable Append last) {
      @Nullable Append first = null;
      @Nullable Append rest = last;
      while (rest != null) {
        Append before = rest.next;
        rest.next = first;
        first = rest;
        rest = before;
      }
      return first;
    }

    private void count(boolean acknowledged, int count, @Nullable Append first) {
      if (first != null && count > 0) {
        metrics.appends(topic, acknowledged, count, first.startNanos);
      }
    }
  }

  /** A record that was sent, and its outcome. */
  private static final class Append implements Callback {
    private final long startNanos = System.nanoTime();
    private final PartitionAppender appender;
    private final @Nullable Span span;
    private final Completable<Long> appended;
    private @Nullable RecordMetadata metadata;
    private @Nullable Exception failure;

    /** The next of those that are done: below it in the stack, or after it once reversed. */
    private @Nullable Append next;

    Append(PartitionAppender appender, @Nullable Span span, Completable<Long> appended) {
      this.appender = appender;
      this.span = span;
      this.appended = appended;
    }

    /** On a thread of the producer, or on the sender's where the producer refuses at once. */
    @Override
    public void onCompletion(RecordMetadata acknowledged, Exception exception) {
      metadata = acknowledged;
      failure = exception;
      appender.done(this);
    }

    /** {@code at}: where the record is, or null if that is unknown. */
    private void endSpan(@Nullable RecordMetadata at) {
      if (span == null) {
        return;
      }
      span.tag("messaging.destination.name", appender.topic);
      if (at != null && at.hasOffset()) {
        span.tag("messaging.destination.partition.id", Integer.toString(at.partition()));
        span.tag("messaging.kafka.offset", at.offset());
        appender.metrics.traces().appended(at.partition(), at.offset(), span, startNanos);
      } else {
        span.tag("error.type", "unknown outcome");
      }
      span.end();
    }

    /** Completes the append; false if its outcome is unknown. */
    boolean complete() {
      endSpan(failure == null ? metadata : null);
      if (failure == null && metadata != null && metadata.hasOffset()) {
        appended.succeed(metadata.offset());
        return true;
      }
      // No offset: a retry of a record that the broker has, but whose offset it has forgotten.
      appended.fail(
          failure != null ? failure : new KafkaException("acknowledged without an offset"));
      return false;
    }
  }
}

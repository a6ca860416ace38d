package io.quayside.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Hands a node's records to Kafka's client, on a thread of its own since that may block, all that
 * wait at a time; and brings acknowledgements back to where they were asked for, all that came at a
 * time. So the cost of changing threads is shared by a batch.
 */
public final class Appender {
  private static final Header CONTENT_TYPE =
      new RecordHeader("content-type", "application/cloudevents+json".getBytes(US_ASCII));

  private final Producer<String, byte[]> producer;
  private final ConcurrentLinkedQueue<Append> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean sending = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("kafka-appends").factory());

  public Appender(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  /** Where the acknowledgements of what is appended from a context come back to it. */
  Lane lane(Context context) {
    return new Lane(context);
  }

  /** Nothing is taken any more; the producer is its owner's to close. */
  public void close() {
    thread.shutdown();
  }

  private void send() {
    do {
      for (Append next = waiting.poll(); next != null; next = waiting.poll()) {
        next.send();
      }
      sending.set(false);
      // What came between the last look and now has seen that somebody is sending.
    } while (!waiting.isEmpty() && !sending.getAndSet(true));
  }

  /** One context's way to append. */
  final class Lane {
    private final Context context;
    private final ConcurrentLinkedQueue<Append> done = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private Lane(Context context) {
      this.context = context;
    }

    /** See {@link Log#append}; completes on the lane's context. */
    Future<Long> append(String topic, int partition, String key, byte[] value, String traceparent) {
      List<Header> headers =
          traceparent == null
              ? List.of(CONTENT_TYPE)
              : List.of(
                  CONTENT_TYPE, new RecordHeader("traceparent", traceparent.getBytes(US_ASCII)));
      Append append =
          new Append(this, new ProducerRecord<>(topic, partition, null, key, value, headers));
      waiting.add(append);
      if (!sending.getAndSet(true)) {
        thread.execute(Appender.this::send);
      }
      return append.offset.future();
    }

    private void done(Append append) {
      done.add(append);
      if (!scheduled.getAndSet(true)) {
        context.runOnContext(v -> tell());
      }
    }

    private void tell() {
      scheduled.set(false);
      for (Append next = done.poll(); next != null; next = done.poll()) {
        next.tell();
      }
    }
  }

  /** A record on its way, and what has become of it. */
  private final class Append implements Callback {
    final Promise<Long> offset = Promise.promise();
    private final Lane lane;
    private final ProducerRecord<String, byte[]> record;
    private RecordMetadata metadata;
    private Exception failure;

    Append(Lane lane, ProducerRecord<String, byte[]> record) {
      this.lane = lane;
      this.record = record;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told
    void send() {
      try {
        producer.send(record, this);
      } catch (RuntimeException e) {
        onCompletion(null, e);
      }
    }

    /** On a thread of the producer's. */
    @Override
    public void onCompletion(RecordMetadata acknowledged, Exception exception) {
      metadata = acknowledged;
      failure = exception;
      lane.done(this);
    }

    void tell() {
      if (failure != null) {
        offset.fail(failure);
      } else if (metadata.hasOffset()) {
        offset.complete(metadata.offset());
      } else {
        // A repetition of what a broker had taken longer ago than it remembers.
        offset.fail("acknowledged without an offset");
      }
    }
  }
}

package io.quayside.common.trace;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a node. An event's trace is found by its place in the log: from its append, or from
 * the record's header where another node has appended it. Only sampled traces are kept, the newest
 * {@value #MAX_RECORDS} of them, so that an event that is sent after hours has none.
 *
 * <p>Thread-safe. Without a tracer each call is one comparison.
 */
public final class Traces {
  /** Nothing is traced. */
  public static final Traces OFF = new Traces(null);

  static final int MAX_RECORDS = 16_384;

  /** A record that is read later than this after its append belongs to no trace. */
  private static final long MAX_AGE_MILLIS = 60_000;

  private static final int LENGTH = 55;
  private static final int SAMPLED = 1;
  private static final int PARTITION_SHIFT = 48;

  private final @Nullable Tracer tracer;
  private final ConcurrentHashMap<Long, RecordTrace> records = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> oldestFirst = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();

  public Traces(@Nullable Tracer tracer) {
    this.tracer = tracer;
  }

  public boolean isOn() {
    return tracer != null;
  }

  /** Begins a span; null where the trace is not sampled, or nothing is traced. */
  public @Nullable Span begin(Stage stage, @Nullable String parent) {
    return tracer != null && parent != null && isSampled(parent)
        ? tracer.begin(stage, parent)
        : null;
  }

  /** Begins a trace with what asks for it; null where it is not sampled, or nothing is traced. */
  public @Nullable Span root(Stage stage) {
    return tracer == null ? null : tracer.root(stage);
  }

  /** Records a span that began at that time of {@link System#nanoTime}, and ends now. */
  public void record(Stage stage, @Nullable String parent, long startNanos) {
    if (tracer != null && parent != null && isSampled(parent)) {
      tracer.begun(stage, parent, System.nanoTime() - startNanos).end();
    }
  }

  /** Records the stage of an event of the log, if it is traced. */
  public void record(Stage stage, int shard, long offset, long startNanos) {
    RecordTrace trace = ofEvent(shard, offset);
    if (trace != null) {
      record(stage, trace.traceparent(), startNanos);
    }
  }

  /** Records how long an event of this node took to be read back, if it is traced. */
  public void readBack(int shard, long offset) {
    RecordTrace trace = ofEvent(shard, offset);
    if (trace != null && trace.appendedNanos() != 0) {
      record(Stage.READ_BACK, trace.traceparent(), trace.appendedNanos());
    }
  }

  /** The trace of the request that the caller's context serves, if it is sampled. */
  public @Nullable String ofRequest() {
    return tracer == null ? null : tracer.ofRequest();
  }

  /** This node has appended an event in a span. */
  public void appended(int shard, long offset, Span span, long startNanos) {
    keep(shard, offset, new RecordTrace(span.traceparent(), startNanos));
  }

  /** An event was read from Kafka; {@code traceparent} is its header, or null. */
  public void read(int shard, long offset, long timestampMillis, @Nullable String traceparent) {
    if (tracer != null
        && traceparent != null
        && isSampled(traceparent)
        && System.currentTimeMillis() - timestampMillis < MAX_AGE_MILLIS
        && !records.containsKey(key(shard, offset))) {
      keep(shard, offset, new RecordTrace(traceparent, 0));
    }
  }

  /** The trace of an event by its place in the log; null if it is not traced. */
  public @Nullable RecordTrace ofEvent(int shard, long offset) {
    return kept.get() == 0 ? null : records.get(key(shard, offset));
  }

  /** The {@code traceparent} of an event by its place in the log; null if it is not traced. */
  public @Nullable String parentOf(int shard, long offset) {
    RecordTrace trace = ofEvent(shard, offset);
    return trace == null ? null : trace.traceparent();
  }

  private void keep(int shard, long offset, RecordTrace trace) {
    Long key = key(shard, offset);
    if (records.put(key, trace) != null) {
      return;
    }
    oldestFirst.add(key);
    if (kept.incrementAndGet() > MAX_RECORDS) {
      Long oldest = oldestFirst.poll();
      if (oldest != null) {
        records.remove(oldest);
        kept.decrementAndGet();
      }
    }
  }

  private static Long key(int shard, long offset) {
    return ((long) shard << PARTITION_SHIFT) + offset;
  }

  private static boolean isSampled(String traceparent) {
    return traceparent.length() == LENGTH
        && (Character.digit(traceparent.charAt(LENGTH - 1), 16) & SAMPLED) != 0;
  }
}

package io.quayside.log.feed;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a topic: append-only, with consecutive offsets. Completes on the caller's
 * context.
 */
public interface Log {
  /**
   * Appends a record; completes with its offset once all in-sync replicas have it. A failure means
   * that the outcome is unknown: the record may be in the log, or get there later. {@code caller}
   * is the principal's, for the audit; {@code traceparent} (W3C Trace Context) may be null.
   */
  void append(
      String key,
      byte[] value,
      String caller,
      @Nullable String traceparent,
      Completable<Long> appended);

  /**
   * Reads records from offset {@code from} on and below {@code to}: at least one if there is one.
   * Retries until the log answers; fails only when closed.
   */
  Future<Chunk> read(long from, long to);

  /**
   * The offset after the last record that all in-sync replicas have. Retries until the log answers;
   * fails only when closed.
   */
  Future<Long> end();

  /** Records in offset order, and the offset of the next read. */
  record Chunk(List<LogRecord> records, long next) {}

  /**
   * A record of the log; key, value and caller are null where its writer left them out, the caller
   * also where it cannot be one.
   */
  record LogRecord(
      long offset, @Nullable String key, byte @Nullable [] value, @Nullable String caller) {}
}

package io.quayside.log.feed;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.List;

/**
 * One partition of a topic: append-only, its offsets consecutive. Whatever completes does so on the
 * context of the caller.
 */
public interface Log {
  /**
   * Appends a record and tells its offset once all in-sync replicas have it. A failure means that
   * the outcome is unknown: the record may be in the log, or get there later. {@code traceparent}
   * (W3C Trace Context) may be null.
   */
  void append(String key, byte[] value, String traceparent, Completable<Long> appended);

  /**
   * Reads from {@code from} on, below {@code to}: at least one record if there is one. Tries again
   * until the log answers; fails only when closed.
   */
  Future<Chunk> read(long from, long to);

  /**
   * The offset after the last record that all in-sync replicas have. Tries again until the log
   * answers; fails only when closed.
   */
  Future<Long> end();

  /** Records in offset order, and the offset at which to read on. */
  record Chunk(List<LogRecord> records, long next) {}

  /** A record as the log holds it. */
  record LogRecord(long offset, String key, byte[] value) {}
}

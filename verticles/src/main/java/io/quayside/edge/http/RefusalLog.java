package io.quayside.edge.http;

import io.quayside.common.problem.Problem;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for an answer of 5xx, by whose ids it is found; at most one a second, so that an
 * outage does not fill the log. Answers of 4xx, which are the clients', are logged at level debug.
 * Safe for several threads.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private static final AtomicLong NEXT_NANOS = new AtomicLong(System.nanoTime());
  private static final AtomicLong UNREPORTED = new AtomicLong();

  private RefusalLog() {}

  static void note(Problem problem, @Nullable String requestId, @Nullable String traceId) {
    if (problem.code().status() < 500) {
      LOG.debug(
          "refused: code={} requestId={} traceId={}",
          problem.code().code(),
          requestId,
          traceId == null ? "-" : traceId);
      return;
    }
    long now = System.nanoTime();
    long next = NEXT_NANOS.get();
    if (now - next < 0 || !NEXT_NANOS.compareAndSet(next, now + INTERVAL_NANOS)) {
      UNREPORTED.incrementAndGet();
      return;
    }
    LOG.warn(
        "refused: code={} requestId={} traceId={} unreported={} detail={}",
        problem.code().code(),
        requestId,
        traceId == null ? "-" : traceId,
        UNREPORTED.getAndSet(0),
        problem.detail());
  }
}

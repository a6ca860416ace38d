package io.quayside.common.problem;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Reports faults of the gateway in one line each, at most one line a second, so that a client that
 * has found a fault cannot fill the log with it. The stack trace is logged at level debug. Safe for
 * several threads.
 */
final class FaultLog {
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final Logger log;
  private final LongSupplier nanoClock;
  private final AtomicLong nextNanos;
  private final AtomicLong unreported = new AtomicLong();

  FaultLog(Logger log) {
    this(log, System::nanoTime);
  }

  FaultLog(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
    this.nextNanos = new AtomicLong(nanoClock.getAsLong());
  }

  /** Reports that something has failed; {@code what} completes the sentence "… failed". */
  void report(Level level, String what, Throwable fault) {
    log.debug("{} failed", what, fault);
    long now = nanoClock.getAsLong();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
      unreported.incrementAndGet();
      return;
    }
    log.atLevel(level)
        .log(
            "{} failed: cause={} at={} unreported={}",
            what,
            oneLine(fault),
            place(fault),
            unreported.getAndSet(0));
  }

  private static String oneLine(Throwable fault) {
    return fault.toString().replaceAll("\\s+", " ");
  }

  private static String place(Throwable fault) {
    StackTraceElement[] trace = fault.getStackTrace();
    return trace.length == 0 ? "unknown" : trace[0].toString();
  }
}

package io.quayside.readmodel;

import java.util.concurrent.TimeUnit;

/** When a projection's next write may begin, by the last ones. */
final class WritePace {
  /** A batch of fewer records outside the pace is followed by the next one without a pause. */
  private static final int MANY_RECORDS = 4;

  private final long paceNanos;
  private long lastNanos;
  private int lastSize;

  /** Whether the last write came within the pace of the one before. */
  private boolean lastSoon;

  WritePace(long paceMillis) {
    this.paceNanos = TimeUnit.MILLISECONDS.toNanos(paceMillis);
  }

  /** For how long the next write waits for more records; 0 if it does not. */
  long pauseMillis() {
    long pauseNanos = lastNanos + paceNanos - System.nanoTime();
    return (lastSize >= MANY_RECORDS || lastSoon) && pauseNanos > 0
        ? TimeUnit.NANOSECONDS.toMillis(pauseNanos) + 1
        : 0;
  }

  /** A write of so many records begins. */
  void begins(long nanos, int size) {
    lastSoon = lastSize > 0 && nanos - lastNanos < paceNanos;
    lastNanos = nanos;
    lastSize = size;
  }
}

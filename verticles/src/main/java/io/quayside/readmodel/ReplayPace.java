package io.quayside.readmodel;

import java.util.concurrent.TimeUnit;

/** The pace of all replays of a node together. May be used from any thread. */
public final class ReplayPace {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private long nextNanos = System.nanoTime();

  /** Takes so many records; returns after how many milliseconds they may be written. */
  synchronized long reserve(int records, int perSecond) {
    long now = System.nanoTime();
    nextNanos = Math.max(nextNanos, now);
    long waitNanos = nextNanos - now;
    nextNanos += records * SECOND_NANOS / perSecond;
    return TimeUnit.NANOSECONDS.toMillis(waitNanos);
  }
}

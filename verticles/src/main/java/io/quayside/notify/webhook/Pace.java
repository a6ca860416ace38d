package io.quayside.notify.webhook;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Spaces attempts evenly, so that no second has more than the bound. Work that is taken up reserves
 * its turn, and gives it back if it makes no attempt.
 */
final class Pace {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** When the last attempt began. */
  private long begunNanos = System.nanoTime() - SECOND_NANOS;

  private long nextNanos = System.nanoTime();

  /** How long the next attempt must wait; 0 or less: its turn may be reserved. */
  long waitNanos(@Nullable Integer perSecond) {
    return perSecond == null ? 0 : nextNanos - System.nanoTime();
  }

  void reserve(@Nullable Integer perSecond) {
    if (perSecond != null) {
      nextNanos = System.nanoTime() + SECOND_NANOS / perSecond;
    }
  }

  /** No attempt is made of what has reserved a turn. */
  void giveBack(@Nullable Integer perSecond) {
    if (perSecond != null) {
      nextNanos = Math.min(nextNanos, begunNanos + SECOND_NANOS / perSecond);
    }
  }

  /** Begins an attempt that has its turn; false if the last one is too near. */
  boolean begin(@Nullable Integer perSecond) {
    if (perSecond == null) {
      return true;
    }
    long now = System.nanoTime();
    long apartNanos = SECOND_NANOS / perSecond;
    if (now - begunNanos < apartNanos) {
      return false;
    }
    begunNanos = now;
    nextNanos = now + apartNanos;
    return true;
  }
}

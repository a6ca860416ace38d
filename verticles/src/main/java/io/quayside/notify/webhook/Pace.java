package io.quayside.notify.webhook;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Spaces attempts evenly, so that no second has more than the bound. */
final class Pace {
  private long nextNanos = System.nanoTime();

  /** How long the next attempt must wait; 0 or less: it may begin. */
  long waitNanos(@Nullable Integer perSecond) {
    return perSecond == null ? 0 : nextNanos - System.nanoTime();
  }

  /** An attempt begins. */
  void use(@Nullable Integer perSecond) {
    if (perSecond != null) {
      nextNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(1) / perSecond;
    }
  }
}

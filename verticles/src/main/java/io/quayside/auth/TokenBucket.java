package io.quayside.auth;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A rate limit with bursts of up to one second. The bucket fills steadily and holds what one second
 * brings. Lock-free: its state is the time at which it is full again.
 */
final class TokenBucket {
  private static final long CAPACITY_NANOS = 1_000_000_000;

  private final LongSupplier nanoClock;
  private final int perSecond;
  private final long tokenNanos;
  private final AtomicLong fullAt;

  /** A full bucket of 1 to 1,000,000 tokens. */
  TokenBucket(int perSecond, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.perSecond = perSecond;
    this.tokenNanos = CAPACITY_NANOS / perSecond;
    this.fullAt = new AtomicLong(nanoClock.getAsLong());
  }

  int perSecond() {
    return perSecond;
  }

  /** Takes up to {@code wanted} tokens; returns how many there were. */
  int take(int wanted) {
    while (true) {
      long now = nanoClock.getAsLong();
      long full = fullAt.get();
      long missing = Math.max(0, full - now);
      long taken = Math.min(wanted, (CAPACITY_NANOS - missing) / tokenNanos);
      if (taken <= 0) {
        return 0;
      }
      if (fullAt.compareAndSet(full, now + missing + taken * tokenNanos)) {
        return (int) taken;
      }
    }
  }
}

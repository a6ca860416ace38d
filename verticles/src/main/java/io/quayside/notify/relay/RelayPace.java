package io.quayside.notify.relay;

import io.quayside.common.scheduling.Scheduler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A relay's bound on events per second on this node: a token bucket of a twentieth of a second.
 * Confined to one event loop.
 */
final class RelayPace {
  private static final int BURSTS_PER_SECOND = 20;

  private final @Nullable Integer perSecond;
  private final Scheduler scheduler;
  private double tokens;
  private long lastNanos;

  RelayPace(@Nullable Integer perSecond, Scheduler scheduler) {
    this.perSecond = perSecond;
    this.scheduler = scheduler;
    this.tokens = 1;
    this.lastNanos = scheduler.nanoTime();
  }

  /** How many of {@code wanted} events may begin now. */
  int take(int wanted) {
    if (perSecond == null) {
      return wanted;
    }
    long now = scheduler.nanoTime();
    double burst = Math.max(1, (double) perSecond / BURSTS_PER_SECOND);
    // What a bucket holds at the beginning of a second counts in that second.
    double rate = perSecond > burst ? perSecond - burst : perSecond;
    double grown = (now - lastNanos) * rate / TimeUnit.SECONDS.toNanos(1);
    tokens = Math.min(burst, tokens + grown);
    lastNanos = now;
    int taken = (int) Math.min(wanted, tokens);
    tokens -= taken;
    return taken;
  }

  /** Events that were taken and did not begin. */
  void giveBack(int count) {
    tokens += count;
  }
}

package io.quayside.notify.relay;

import io.quayside.common.scheduling.Scheduler;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A relay's bound on events per second on this node. A token bucket spreads them over the second;
 * the count of the last second keeps what the bucket saves up within the bound. Confined to one
 * event loop.
 */
final class RelayPace {
  private static final int BURSTS_PER_SECOND = 20;

  /** Below, an event that comes a little late would lose its part of a token. */
  private static final int LEAST_BURST = 2;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Events that begin within that time are counted together, as if all began with the last. */
  private static final long COUNT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final @Nullable Integer perSecond;
  private final Scheduler scheduler;
  private double tokens;
  private long lastNanos;

  /** What began in the last second, the oldest first. */
  private final ArrayDeque<Begun> lastSecond = new ArrayDeque<>();

  private int inLastSecond;

  private record Begun(long firstNanos, long lastNanos, int count) {}

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
    double burst = Math.max(LEAST_BURST, (double) perSecond / BURSTS_PER_SECOND);
    double grown = (double) (now - lastNanos) * perSecond / SECOND_NANOS;
    tokens = Math.min(burst, tokens + grown);
    lastNanos = now;
    forget(now);
    int taken = Math.min(wanted, Math.min((int) tokens, perSecond - inLastSecond));
    tokens -= taken;
    count(now, taken);
    return taken;
  }

  private void forget(long now) {
    while (!lastSecond.isEmpty() && now - lastSecond.peekFirst().lastNanos >= SECOND_NANOS) {
      inLastSecond -= lastSecond.removeFirst().count;
    }
  }

  private void count(long now, int taken) {
    if (taken == 0) {
      return;
    }
    Begun last = lastSecond.peekLast();
    if (last != null && now - last.firstNanos < COUNT_NANOS) {
      lastSecond.removeLast();
      lastSecond.add(new Begun(last.firstNanos, now, last.count + taken));
    } else {
      lastSecond.add(new Begun(now, now, taken));
    }
    inLastSecond += taken;
  }

  /** Events that were just taken and did not begin. */
  void giveBack(int count) {
    if (count == 0 || perSecond == null) {
      return;
    }
    tokens += count;
    int left = count;
    while (left > 0 && !lastSecond.isEmpty()) {
      Begun last = lastSecond.removeLast();
      int given = Math.min(left, last.count);
      left -= given;
      inLastSecond -= given;
      if (last.count > given) {
        lastSecond.add(new Begun(last.firstNanos, last.lastNanos, last.count - given));
      }
    }
  }
}

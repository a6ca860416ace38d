package io.quayside.push.fleet;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import java.util.concurrent.TimeUnit;

/**
 * When a watch sends its next cursor: behind events a second after the last one at the earliest,
 * and ten seconds after it if there were none. Confined to its event loop.
 */
final class CursorPace {
  private static final long BUSY_NANOS = 1_000_000_000L;
  private static final long QUIET_NANOS = 10_000_000_000L;
  private static final Cancellable NO_TIMER = () -> {};

  private final Scheduler scheduler;

  /** Sends a cursor if it is due. */
  private final Runnable whenDue;

  private boolean sentSince;
  private boolean movedSince;
  private long lastNanos;
  private Cancellable timer = NO_TIMER;

  CursorPace(Scheduler scheduler, Runnable whenDue) {
    this.scheduler = scheduler;
    this.whenDue = whenDue;
    this.lastNanos = scheduler.nanoTime();
  }

  /** An event was sent. */
  void sent() {
    sentSince = true;
  }

  /** The cursor is another one by now. */
  void moved() {
    movedSince = true;
  }

  /** A cursor was sent. */
  void told() {
    sentSince = false;
    movedSince = false;
    lastNanos = scheduler.nanoTime();
  }

  boolean isDue() {
    return (sentSince || movedSince) && leftNanos() <= 0;
  }

  /** Asks again when a cursor behind events is due. */
  void wakeUp() {
    if (sentSince && timer == NO_TIMER) {
      timer =
          scheduler.schedule(
              Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos()) + 1),
              () -> {
                timer = NO_TIMER;
                whenDue.run();
              });
    }
  }

  private long leftNanos() {
    return lastNanos + (sentSince ? BUSY_NANOS : QUIET_NANOS) - scheduler.nanoTime();
  }

  void stop() {
    timer.cancel();
  }
}

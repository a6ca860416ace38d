package io.quayside.edge.live;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Runs a task once, when the clock has reached an instant. Reads the clock again at least once an
 * hour, so that a clock that is set meanwhile delays it by no more. Confined to its event loop.
 */
public final class ClockTimer implements Cancellable {
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final Scheduler scheduler;
  private final InstantSource clock;
  private final Instant due;
  private final Runnable task;
  private Cancellable next;

  /** Begins to wait. */
  public ClockTimer(Scheduler scheduler, InstantSource clock, Instant due, Runnable task) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.due = due;
    this.task = task;
    this.next = scheduler.schedule(delayMillis(), this::look);
  }

  private void look() {
    if (clock.instant().isBefore(due)) {
      next = scheduler.schedule(delayMillis(), this::look);
    } else {
      task.run();
    }
  }

  /** Rounded up to whole milliseconds. */
  private long delayMillis() {
    Duration left = Duration.between(clock.instant(), due);
    return left.compareTo(LONGEST_WAIT) > 0
        ? LONGEST_WAIT.toMillis()
        : Math.max(1, left.plusNanos(999_999).toMillis());
  }

  @Override
  public void cancel() {
    next.cancel();
  }
}

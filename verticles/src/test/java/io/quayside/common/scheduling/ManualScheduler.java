package io.quayside.common.scheduling;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Time and turns advance only when the test says so. Runs everything on the caller's thread. */
public final class ManualScheduler implements Scheduler {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong((Timer timer) -> timer.dueMillis)
              .thenComparingLong(timer -> timer.number));

  /** Overflows after a second, as {@link System#nanoTime} may. */
  private final long originNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

  private long nowMillis;
  private long lastNumber;

  private record Timer(long dueMillis, long number, Runnable task) {}

  @Override
  public long nanoTime() {
    return originNanos + TimeUnit.MILLISECONDS.toNanos(nowMillis);
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Cancellable schedule(long delayMillis, Runnable task) {
    if (delayMillis < 1) {
      throw new IllegalArgumentException("a timer of " + delayMillis + " ms");
    }
    var timer = new Timer(nowMillis + delayMillis, ++lastNumber, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public Cancellable scheduleEvery(long periodMillis, Runnable task) {
    var periodic = new Periodic(periodMillis, task);
    schedule(periodMillis, periodic::run);
    return () -> periodic.cancelled = true;
  }

  private final class Periodic {
    final long periodMillis;
    final Runnable task;
    boolean cancelled;

    Periodic(long periodMillis, Runnable task) {
      this.periodMillis = periodMillis;
      this.task = task;
    }

    void run() {
      if (!cancelled) {
        schedule(periodMillis, this::run);
        task.run();
      }
    }
  }

  /** Timers that are neither due nor cancelled yet. */
  public int timers() {
    return timers.size();
  }

  /** Milliseconds since the start of the test. */
  public long nowMillis() {
    return nowMillis;
  }

  /** Runs the tasks that are due now, and those that they hand in. */
  public void run() {
    while (!tasks.isEmpty()) {
      tasks.poll().run();
    }
  }

  /** Lets time pass, timer by timer. */
  public void advance(long millis) {
    long end = nowMillis + millis;
    run();
    while (!timers.isEmpty() && timers.peek().dueMillis <= end) {
      Timer timer = timers.poll();
      nowMillis = timer.dueMillis;
      timer.task.run();
      run();
    }
    nowMillis = end;
  }
}

package io.quayside.common.scheduling;

/**
 * Runs tasks one after the other on one event loop, now or later, and tells its time. {@link
 * #execute} and {@link #nanoTime} may be called from any thread, the timers on the event loop only.
 */
public interface Scheduler {
  /** The time in nanoseconds from an arbitrary origin, as {@link System#nanoTime}. */
  long nanoTime();

  /** Runs a task in a later turn of the event loop, behind those that were handed in before. */
  void execute(Runnable task);

  /** Runs a task once, no earlier than after {@code delayMillis}, at least 1. */
  Cancellable schedule(long delayMillis, Runnable task);

  /** Runs a task each {@code periodMillis}, at least 1, until it is cancelled. */
  Cancellable scheduleEvery(long periodMillis, Runnable task);

  /** A task with a timer. */
  @FunctionalInterface
  interface Cancellable {
    /** The task is not run from now on; a second call has no effect. */
    void cancel();
  }
}

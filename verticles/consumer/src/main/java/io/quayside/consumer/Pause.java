package io.quayside.consumer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting that ends early. */
final class Pause {
  private static final long STEP_MILLIS = 50;

  private Pause() {}

  /** Waits; false if it is not to go on. */
  static boolean sleep(Duration pause, BooleanSupplier abandoned) {
    long end = System.nanoTime() + pause.toNanos();
    while (!abandoned.getAsBoolean()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return true;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(Math.min(left, STEP_MILLIS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }
}

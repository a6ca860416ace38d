package io.quayside.gateway.chaos;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Something to be done every so often; at once where the last time took longer. */
final class Pace {
  private final long intervalNanos;
  private long dueNanos = System.nanoTime();

  Pace(Duration interval) {
    this.intervalNanos = interval.toNanos();
  }

  void await() {
    dueNanos = Math.max(dueNanos + intervalNanos, System.nanoTime());
    for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

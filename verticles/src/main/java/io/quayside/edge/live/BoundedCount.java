package io.quayside.edge.live;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts things of which a node may have so many at a time. May be used from every event loop. */
public final class BoundedCount {
  private final int max;
  private final AtomicInteger taken = new AtomicInteger();

  public BoundedCount(int max) {
    this.max = max;
  }

  /** Takes one; false if all are taken. */
  boolean take() {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives one back that was taken. */
  void giveBack() {
    taken.decrementAndGet();
  }

  int taken() {
    return taken.get();
  }
}

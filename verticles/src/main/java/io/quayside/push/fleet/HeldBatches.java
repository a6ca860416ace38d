package io.quayside.push.fleet;

import java.util.ArrayDeque;

/** What the feed hands to a watch while it catches up; bounded. Confined to its event loop. */
final class HeldBatches {
  private static final int MAX_ITEMS = 4_096;

  private final ArrayDeque<FleetBatch> batches = new ArrayDeque<>(0);
  private int items;
  private boolean overflown;

  /** Keeps a batch; true if it is one too many: nothing is kept until {@link #endOverflow}. */
  boolean overflows(FleetBatch batch) {
    if (overflown) {
      return false;
    }
    batches.add(batch);
    items += batch.items().size();
    overflown = items > MAX_ITEMS;
    if (overflown) {
      clear();
    }
    return overflown;
  }

  /** Whether batches were lost; they are kept again from now on. */
  boolean endOverflow() {
    boolean lost = overflown;
    overflown = false;
    return lost;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** The next batch, which there must be. */
  FleetBatch poll() {
    FleetBatch next = batches.remove();
    items -= next.items().size();
    return next;
  }

  void clear() {
    batches.clear();
    items = 0;
  }
}

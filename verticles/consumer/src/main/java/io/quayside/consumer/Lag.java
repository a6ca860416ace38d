package io.quayside.consumer;

import java.time.Duration;
import java.util.Collection;

/** How old the oldest record is that is not settled. */
final class Lag {
  /**
   * Since when there are records behind those in hand, while none in hand waits; -1: there are
   * none.
   */
  private volatile long behindSinceMillis = -1;

  /** Notes whether Kafka has records of a partition of which none in hand waits. */
  void noteBehind(boolean behind) {
    if (!behind) {
      behindSinceMillis = -1;
    } else if (behindSinceMillis < 0) {
      behindSinceMillis = System.currentTimeMillis();
    }
  }

  /** Of partitions; the workers' lock is held. */
  Duration of(Collection<Partition> partitions) {
    long behind = behindSinceMillis;
    long oldest = behind < 0 ? Long.MAX_VALUE : behind;
    for (Partition partition : partitions) {
      long timestamp = partition.oldestTimestamp();
      oldest = timestamp < 0 ? oldest : Math.min(oldest, timestamp);
    }
    return oldest == Long.MAX_VALUE
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, System.currentTimeMillis() - oldest));
  }
}

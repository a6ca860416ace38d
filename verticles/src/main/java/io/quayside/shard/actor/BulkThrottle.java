package io.quayside.shard.actor;

import io.quayside.shard.ShardAnswer;
import io.vertx.core.Completable;
import java.time.InstantSource;
import java.util.ArrayDeque;

/**
 * Delays the answers to bulk updates while the projection is behind: their senders send the next
 * body after the answer to the last one.
 */
final class BulkThrottle {
  private static final long MAX_DELAY_MILLIS = 1_000;

  private final ShardOutput output;
  private final InstantSource clock;

  /** The delayed answers, the oldest first. */
  private final ArrayDeque<Delayed> delayed = new ArrayDeque<>();

  private boolean closed;

  private record Delayed(long untilMillis, Runnable answer) {}

  BulkThrottle(ShardOutput output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
  }

  /** Completes a caller now, or after a delay of 1 s at most. */
  Completable<ShardAnswer> delaying(Completable<ShardAnswer> caller) {
    return (answer, defect) -> {
      if (closed || defect != null || !output.behind()) {
        caller.complete(answer, defect);
      } else {
        delayed.add(new Delayed(clock.millis() + MAX_DELAY_MILLIS, () -> caller.succeed(answer)));
      }
    };
  }

  /** Ends the delays that are due; to be called a few times a second. */
  void release() {
    while (!delayed.isEmpty()
        && (closed || !output.behind() || clock.millis() >= delayed.peek().untilMillis)) {
      delayed.poll().answer.run();
    }
  }

  /** Ends all delays, and delays no answer any more. */
  void close() {
    closed = true;
    release();
  }
}

package io.quayside.shard.actor;

import io.quayside.shard.ShardAnswer;
import io.vertx.core.Completable;
import java.time.InstantSource;
import java.util.ArrayDeque;

/**
 * The answers to many updates at a time, which are held back while the projection is behind: who
 * brings many brings more when these are answered.
 */
final class BulkThrottle {
  private static final long AT_MOST_MILLIS = 1_000;

  private final ShardOutput output;
  private final InstantSource clock;

  /** The oldest first. */
  private final ArrayDeque<Held> held = new ArrayDeque<>();

  private boolean closed;

  private record Held(long untilMillis, Runnable answer) {}

  BulkThrottle(ShardOutput output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
  }

  /** Tells the answer to a caller, when it may be given. */
  Completable<ShardAnswer> before(Completable<ShardAnswer> caller) {
    return (answer, defect) -> {
      if (closed || defect != null || !output.behind()) {
        caller.complete(answer, defect);
      } else {
        held.add(new Held(clock.millis() + AT_MOST_MILLIS, () -> caller.succeed(answer)));
      }
    };
  }

  /** Gives those that may be given; to be called a few times a second. */
  void release() {
    while (!held.isEmpty()
        && (closed || !output.behind() || clock.millis() >= held.peek().untilMillis)) {
      held.poll().answer.run();
    }
  }

  /** Gives all, and holds back none any more. */
  void close() {
    closed = true;
    release();
  }
}

package io.quayside.shard.actor;

import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.ProblemCode;
import io.quayside.shard.ShardAnswer;
import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/** A bound of the node behind a shard at which requests are refused. */
public enum Bound {
  PROJECTION("projection", "The read models are too far behind"),
  DISK("disk", "The disk of the gateway is full");

  private final String word;
  private final String detail;

  Bound(String word, String detail) {
    this.word = word;
    this.detail = detail;
  }

  /** The bound that is reached, or null. */
  public static @Nullable Bound of(boolean diskFull, boolean projectionFull) {
    return diskFull ? DISK : projectionFull ? PROJECTION : null;
  }

  void refuse(Metrics metrics, Completable<ShardAnswer> answer) {
    metrics.overflow(word);
    Shard.refuse(answer, ProblemCode.OVERLOADED, detail);
  }
}

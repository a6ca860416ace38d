package io.quayside.shard.actor;

import io.quayside.shard.ShardAnswer;
import io.vertx.core.Completable;
import java.util.Arrays;

/** Collects the answers to the requests of one batch, and completes it with the last one. */
final class AnswerCollector {
  private final ShardAnswer[] answers;
  private final Completable<ShardAnswer> caller;
  private int missing;
  private boolean failed;

  /** {@code count}: the number of requests, at least 1. */
  AnswerCollector(int count, Completable<ShardAnswer> caller) {
    this.answers = new ShardAnswer[count];
    this.missing = count;
    this.caller = caller;
  }

  /** Takes the answer to the request at an index, once; a defect fails the whole batch. */
  Completable<ShardAnswer> at(int index) {
    return (answer, defect) -> {
      if (failed) {
        return;
      }
      if (defect != null) {
        failed = true;
        caller.fail(defect);
        return;
      }
      answers[index] = answer;
      missing--;
      if (missing == 0) {
        caller.succeed(new ShardAnswer.Several(Arrays.asList(answers)));
      }
    };
  }
}

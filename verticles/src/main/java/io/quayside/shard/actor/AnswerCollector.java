package io.quayside.shard.actor;

import io.quayside.shard.ShardAnswer;
import io.vertx.core.Completable;
import java.util.Arrays;

/** The answers to what was asked together: told when the last one has come. */
final class AnswerCollector {
  private final ShardAnswer[] each;
  private final Completable<ShardAnswer> caller;
  private int open;
  private boolean failed;

  /** {@code count}: how many there will be, at least one. */
  AnswerCollector(int count, Completable<ShardAnswer> caller) {
    this.each = new ShardAnswer[count];
    this.open = count;
    this.caller = caller;
  }

  /** Takes the answer to the request of a place, once; a defect of it fails them all. */
  Completable<ShardAnswer> at(int place) {
    return (answer, defect) -> {
      if (failed) {
        return;
      }
      if (defect != null) {
        failed = true;
        caller.fail(defect);
        return;
      }
      each[place] = answer;
      open--;
      if (open == 0) {
        caller.succeed(new ShardAnswer.Several(Arrays.asList(each)));
      }
    };
  }
}

package io.quayside.shard;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;

/** The answers to what was asked together: complete when the last one has come. */
final class Answers {
  private final ShardAnswer[] each;
  private final Promise<ShardAnswer> all = Promise.promise();
  private int open;

  /** {@code count}: how many there will be, at least one. */
  Answers(int count) {
    each = new ShardAnswer[count];
    open = count;
  }

  /** Takes the answer to the request of a place, once; a defect of it fails them all. */
  Completable<ShardAnswer> at(int place) {
    return (answer, defect) -> {
      if (defect != null) {
        all.tryFail(defect);
        return;
      }
      each[place] = answer;
      open--;
      if (open == 0) {
        all.tryComplete(new ShardAnswer.Each(Arrays.asList(each)));
      }
    };
  }

  Future<ShardAnswer> all() {
    return all.future();
  }
}

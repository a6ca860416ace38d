package io.quayside.shard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;

/** The answers to what was asked together: complete when the last one has come. */
final class Answers {
  private final ShardAnswer[] each;
  private final Promise<ShardAnswer.Each> all = Promise.promise();
  private int open;

  /** {@code count}: how many there will be, at least one. */
  Answers(int count) {
    each = new ShardAnswer[count];
    open = count;
  }

  /** Takes the answer to the request of a place, once; a defect of it fails them all. */
  void take(int place, Future<ShardAnswer> answer) {
    answer.onComplete(
        given -> {
          each[place] = given;
          if (--open == 0) {
            all.complete(new ShardAnswer.Each(Arrays.asList(each)));
          }
        },
        all::tryFail);
  }

  Future<ShardAnswer.Each> all() {
    return all.future();
  }
}

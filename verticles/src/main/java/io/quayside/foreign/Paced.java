package io.quayside.foreign;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does something with many things, so many at a time. Confined to one event loop. */
final class Paced<T> {
  private final Queue<T> left;
  private final int most;
  private final Function<T, Future<Void>> each;
  private final Promise<Void> done = Promise.promise();
  private int underWay;
  private boolean filling;
  private @Nullable Throwable failure;

  private Paced(List<T> all, int most, Function<T, Future<Void>> each) {
    this.left = new ArrayDeque<>(all);
    this.most = most;
    this.each = each;
  }

  /**
   * Completes when all is done. After a failure nothing more begins; fails with the first one, once
   * nothing is under way.
   */
  static <T> Future<Void> all(List<T> all, int most, Function<T, Future<Void>> each) {
    Paced<T> paced = new Paced<>(all, most, each);
    paced.fill();
    return paced.done.future();
  }

  private void fill() {
    if (filling) {
      return;
    }
    filling = true;
    while (underWay < most && !left.isEmpty() && failure == null) {
      underWay++;
      each.apply(left.remove())
          .onComplete(
              ended -> {
                underWay--;
                if (failure == null && ended.failed()) {
                  failure = ended.cause();
                }
                fill();
              });
    }
    filling = false;
    if (underWay > 0) {
      return;
    }
    if (failure != null) {
      done.tryFail(failure);
    } else if (left.isEmpty()) {
      done.tryComplete();
    }
  }
}

package io.quayside.foreign;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/** Does something with many things, so many at a time. Confined to one event loop. */
final class Paced<T> {
  private final Queue<T> left;
  private final int most;
  private final Function<T, Future<Void>> each;
  private final Promise<Void> done = Promise.promise();
  private int underWay;
  private boolean filling;

  private Paced(List<T> all, int most, Function<T, Future<Void>> each) {
    this.left = new ArrayDeque<>(all);
    this.most = most;
    this.each = each;
  }

  /** Completes when all is done; fails with the first failure, and begins nothing more. */
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
    while (underWay < most && !left.isEmpty() && !done.future().isComplete()) {
      underWay++;
      each.apply(left.remove())
          .onComplete(
              v -> {
                underWay--;
                fill();
              },
              done::tryFail);
    }
    filling = false;
    if (underWay == 0 && left.isEmpty()) {
      done.tryComplete();
    }
  }
}

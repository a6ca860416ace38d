package io.quayside.readmodel;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Those who wait until so many records of a projection are written. */
final class ProjectionWaiters {
  private final List<Waiter> waiters = new ArrayList<>();

  /** Counts records, not offsets: one event that is not settled holds back the events' offset. */
  private record Waiter(long records, Promise<Void> projected) {}

  /** Completes when so many records are written. */
  Future<Void> add(long records) {
    Promise<Void> projected = Promise.promise();
    waiters.add(new Waiter(records, projected));
    return projected.future();
  }

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  void written(long records) {
    if (waiters.isEmpty()) {
      return;
    }
    List<Waiter> done = waiters.stream().filter(w -> w.records <= records).toList();
    waiters.removeAll(done);
    done.forEach(w -> w.projected.complete());
  }

  void fail(String reason) {
    List<Waiter> left = List.copyOf(waiters);
    waiters.clear();
    left.forEach(w -> w.projected.fail(reason));
  }
}

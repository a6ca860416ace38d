package io.quayside.shard.ownership;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts and stops nothing; the test completes each of its steps. */
final class ManualRunner implements ShardRunner {
  /** {@code +7} for a start of shard 7, {@code -7} for a stop. */
  final List<String> steps = new ArrayList<>();

  private final Map<String, Promise<Void>> open = new HashMap<>();

  @Override
  public Future<Void> start(int shard) {
    return step("+" + shard);
  }

  @Override
  public Future<Void> stop(int shard) {
    return step("-" + shard);
  }

  private Future<Void> step(String step) {
    steps.add(step);
    Promise<Void> done = Promise.promise();
    if (open.put(step, done) != null) {
      throw new IllegalStateException(step + " is under way already");
    }
    return done.future();
  }

  void complete(String... under) {
    for (String step : under) {
      open.remove(step).complete();
    }
  }

  void fail(String step) {
    open.remove(step).fail("not now");
  }
}

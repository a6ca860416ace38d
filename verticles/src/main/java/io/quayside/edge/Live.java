package io.quayside.edge;

import io.quayside.metrics.Metrics;
import io.quayside.problem.Problem;
import io.quayside.problem.ProblemCode;
import io.quayside.projection.ReadModels;
import io.quayside.push.Loop;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** What the live connections of one event loop share. */
record Live(
    Loop loop,
    Views views,
    ReadModels readModels,
    Commands commands,
    Tracks tracks,
    Scratch scratch,
    LiveLimits limits,
    Metrics metrics) {

  /** From now on the subscription is handed what is pushed. */
  void listen(Subscription subscription) {
    metrics.subscribers.increment();
    loop.subscribe(subscription.shipmentId(), subscription);
  }

  /**
   * Completes when all that comes of a shipment from then on is pushed to whoever listens. Fails
   * with {@code temporarily-unavailable} where its log cannot be followed in time.
   */
  Future<Void> heard(String shipmentId) {
    return loop.heard(shipmentId)
        .timeout(ShardClient.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
        .recover(
            late ->
                Future.failedFuture(
                    new Problem(
                            ProblemCode.TEMPORARILY_UNAVAILABLE,
                            "The shipment's log cannot be followed")
                        .toException()));
  }

  void leave(Subscription subscription) {
    subscription.end();
    loop.unsubscribe(subscription.shipmentId(), subscription);
    metrics.subscribers.decrement();
  }
}

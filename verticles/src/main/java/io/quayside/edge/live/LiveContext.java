package io.quayside.edge.live;

import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.position.ReadBuffer;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.LoopSubscribers;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** What the live connections of one event loop share. */
public record LiveContext(
    LoopSubscribers loop,
    ShipmentQueries views,
    ReadModels readModels,
    CommandService commands,
    PositionIngest ingest,
    ReadBuffer readBuffer,
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
    return loop.whenPushing(shipmentId)
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

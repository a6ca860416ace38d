package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.position.ReadBuffer;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.LoopSubscribers;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Shared by the live connections of one event loop. */
public record LiveContext(
    LoopSubscribers loop,
    ShipmentQueries views,
    ReadModels readModels,
    CommandService commands,
    PositionIngest ingest,
    ReadBuffer readBuffer,
    LiveLimits limits,
    Metrics metrics)
    implements ShipmentSource {

  /** Starts handing pushes to the subscription. */
  void listen(Subscription subscription) {
    metrics.subscribers.increment();
    loop.subscribe(subscription.shipmentId(), subscription);
  }

  @Override
  public Future<Integer> version(String shipmentId, int heardOf) {
    return views.version(Principal.ANONYMOUS, shipmentId, heardOf);
  }

  @Override
  public Future<Integer> versionWithPositions(String shipmentId, int heardOf) {
    return views.versionWithPositions(Principal.ANONYMOUS, shipmentId, heardOf);
  }

  @Override
  public Future<Void> followed(String shipmentId) {
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

  @Override
  public Future<ShipmentView> shipment(String shipmentId, int minVersion) {
    return views.shipment(Principal.ANONYMOUS, shipmentId, minVersion);
  }

  @Override
  public Future<List<HistoricEvent>> events(String shipmentId, int after, int limit) {
    return readModels.events(shipmentId, after, limit);
  }

  /** Stops handing pushes to the subscription. */
  void leave(Subscription subscription) {
    subscription.end();
    loop.unsubscribe(subscription.shipmentId(), subscription);
    metrics.subscribers.decrement();
  }
}

package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.OnContext;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.edge.position.ReadBuffer;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.LoopSubscribers;
import io.quayside.push.SharedFrame;
import io.quayside.push.fleet.Fleet;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.quayside.readmodel.StreamHistory;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shared by the live connections of one event loop. */
public record LiveContext(
    LoopSubscribers loop,
    ShipmentQueries views,
    ReadModels readModels,
    StreamHistory history,
    CommandService commands,
    PositionIngest ingest,
    ReadBuffer readBuffer,
    LiveLimits limits,
    LiveAccess access,
    Contexts contexts,
    Fleet fleet,
    Metrics metrics)
    implements ShipmentSource {
  /** Starts handing pushes to the subscription. */
  void listen(Subscription subscription) {
    metrics.subscribers.increment();
    loop.subscribe(subscription.shipmentId(), subscription);
  }

  @Override
  public Future<Integer> version(Principal principal, String shipmentId, int heardOf) {
    return views.version(principal, shipmentId, heardOf);
  }

  @Override
  public Future<Integer> versionWithPositions(Principal principal, String shipmentId, int heardOf) {
    return views.versionWithPositions(principal, shipmentId, heardOf);
  }

  @Override
  public Future<Void> followed(String shipmentId) {
    return OnContext.within(
            ShardClient.DEADLINE_MILLIS, TimeUnit.MILLISECONDS, loop.whenPushing(shipmentId))
        .recover(
            late ->
                Future.failedFuture(
                    new Problem(
                            ProblemCode.TEMPORARILY_UNAVAILABLE,
                            "The shipment's log cannot be followed")
                        .toException()));
  }

  @Override
  public Future<ShipmentView> shipment(Principal principal, String shipmentId, int minVersion) {
    return views.shipment(principal, shipmentId, minVersion);
  }

  @Override
  public Future<List<HistoricEvent>> events(String shipmentId, int after, int limit) {
    return readModels.events(shipmentId, after, limit);
  }

  @Override
  public Future<ShipmentStream> stream(Principal principal, String shipmentId, int version) {
    return shipment(principal, shipmentId, version)
        .compose(view -> history.streamAt(view.stream(), version));
  }

  @Override
  public Future<@Nullable String> carrierAt(ShipmentStream stream, int version) {
    return history.carrierAt(stream, version);
  }

  @Override
  public boolean mayRead(Principal principal, ShipmentStream stream) {
    return contexts.rights().mayRead(principal, stream);
  }

  @Override
  public SharedFrame frame(String shipmentId, HistoricEvent event, Viewer viewer) {
    return viewer.isCarrier() || history.mayHaveForms(event)
        ? SharedFrame.event(history.decode(event), event.value(), contexts)
        : SharedFrame.event(shipmentId, event.version(), event.value(), false);
  }

  /** Stops handing pushes to the subscription. */
  void leave(Subscription subscription) {
    subscription.end();
    loop.unsubscribe(subscription.shipmentId(), subscription);
    metrics.subscribers.decrement();
  }
}

package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.edge.position.ReadBuffer;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.log.envelope.EventCodec;
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
    LiveAccess access,
    Contexts contexts,
    Metrics metrics)
    implements ShipmentSource {
  private static final int HISTORY_PAGE = 200;

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
        .compose(
            view ->
                view.version() == version
                    ? Future.succeededFuture(view.stream())
                    : applyHistory(contexts.empty(shipmentId), version));
  }

  /** The stream with the events of the history up to a version. */
  private Future<ShipmentStream> applyHistory(ShipmentStream stream, int version) {
    if (stream.version() == version) {
      return Future.succeededFuture(stream);
    }
    int limit = Math.min(HISTORY_PAGE, version - stream.version());
    return events(stream.shipmentId(), stream.version(), limit)
        .compose(page -> applyHistory(apply(stream, page), version));
  }

  private ShipmentStream apply(ShipmentStream stream, List<HistoricEvent> page) {
    if (page.isEmpty()) {
      throw new IllegalStateException(
          stream.shipmentId() + ": the history ends at " + stream.version());
    }
    ShipmentStream after = stream;
    for (HistoricEvent event : page) {
      after = contexts.apply(after, decode(event));
    }
    return after;
  }

  private StoredEvent decode(HistoricEvent event) {
    return new EventCodec(contexts).decode(event.value());
  }

  @Override
  public boolean mayRead(Principal principal, ShipmentStream stream) {
    return contexts.rights().mayRead(principal, stream);
  }

  @Override
  public boolean changesReaders(HistoricEvent event) {
    return contexts.changesReaders(decode(event).event());
  }

  /** Stops handing pushes to the subscription. */
  void leave(Subscription subscription) {
    subscription.end();
    loop.unsubscribe(subscription.shipmentId(), subscription);
    metrics.subscribers.decrement();
  }
}

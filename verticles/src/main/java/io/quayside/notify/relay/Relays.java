package io.quayside.notify.relay;

import io.quayside.common.metrics.ConsumerErrors;
import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.OnContext;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.feed.Log;
import io.quayside.notify.lane.EventSource;
import io.quayside.notify.lane.History;
import io.quayside.notify.lane.Lags.Behind;
import io.quayside.notify.lane.Lags.Place;
import io.quayside.notify.lane.LaneStore;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.relay.RelayStore.Kept;
import io.quayside.notify.relay.RelayView.Rewound;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The relays of one node: runs those of the shards that it serves, and answers the edge. Public
 * methods may be called from any thread and complete on the relays' own context.
 */
public final class Relays {
  private static final long TICK_MILLIS = 20;
  private static final int LOOK_TICKS = 2;
  private static final int EPOCH_TICKS = 40;
  private static final int GAUGE_TICKS = 250;

  private final Vertx vertx;
  private final Context context;
  private final List<RelaySettings> relays;
  private final EventSource source;
  private final RelayStore store;
  private final RelayViews views;
  private final Rewinds rewinds;
  private final OwnedRelays owned;
  private long ticks;
  private long timer = -1;

  /** What a node gives. */
  public record Node(
      String nodeId,
      List<RelaySettings> relays,
      Pool pool,
      Contexts contexts,
      NotifyMetrics metrics,
      IntFunction<Log> logs,
      Rewinds.Places places,
      Function<List<Place>, Future<List<Behind>>> behind,
      Function<Letter, Future<KeptLetter>> park,
      StopListener stopped) {}

  /** Not started yet; its logs are for use on that context. */
  public Relays(Vertx vertx, Context context, Node node) {
    this.vertx = vertx;
    this.context = context;
    this.relays = node.relays;
    relays.forEach(relay -> node.metrics.consumerErrors.begin(ConsumerErrors.relay(relay.name())));
    History history = new History(node.pool, node.contexts);
    this.source = new EventSource(node.logs, history);
    this.store = new RelayStore(node.pool);
    this.views = new RelayViews(store, node.behind);
    this.rewinds = new Rewinds(source, node.places);
    Shared shared =
        new Shared(
            new VertxScheduler(vertx, context),
            InstantSource.system(),
            source,
            history,
            new LaneStore(node.pool),
            store,
            new EventForms(node.contexts),
            node.park,
            node.stopped,
            node.metrics.traces(),
            node.nodeId);
    this.owned = new OwnedRelays(vertx, context, shared, relays, node.metrics);
  }

  /** Begins to run the relays of served shards. */
  public void start() {
    if (!relays.isEmpty()) {
      context.runOnContext(v -> timer = vertx.setPeriodic(TICK_MILLIS, t -> tick()));
    }
  }

  /** Sends nothing more. */
  public Future<Void> close() {
    return onContext(
        () -> {
          vertx.cancelTimer(timer);
          return owned.close();
        });
  }

  /** A shard serves on this node from now on. */
  public void shardServes(int shard) {
    context.runOnContext(v -> owned.serve(shard));
  }

  /** A shard does not serve here any more. */
  public void shardStops(int shard) {
    context.runOnContext(v -> owned.unserve(shard));
  }

  private void tick() {
    ticks++;
    if (ticks % LOOK_TICKS == 0) {
      source.look().onFailure(failure -> Faults.report("reading checkpoints", failure));
    }
    if (ticks % EPOCH_TICKS == 0) {
      owned.compareEpochs();
    }
    if (ticks % GAUGE_TICKS == 0) {
      owned.collect();
    }
    owned.tick();
  }

  /** All relays, in the order of their configuration. */
  public Future<List<RelayView>> all() {
    return onContext(() -> views.of(relays));
  }

  /** One relay; fails with {@code relay-not-found} for an unknown name. */
  public Future<RelayView> one(String name) {
    return onContext(() -> views.of(List.of(relay(name))).map(List::getFirst));
  }

  /** Sets one shard back to an offset. */
  public Future<List<Rewound>> rewind(String name, int shard, long offset) {
    return onContext(
        () -> {
          RelaySettings relay = relay(name);
          return store
              .shards(List.of(relay.consumer()))
              .compose(
                  kept -> {
                    Long cursor =
                        kept.getOrDefault(relay.consumer(), List.of()).stream()
                            .filter(one -> one.shard() == shard)
                            .map(Kept::cursor)
                            .findFirst()
                            .orElse(null);
                    if (cursor == null) {
                      return refused("/shard", "must be a shard that the relay has run");
                    }
                    if (offset > cursor) {
                      return refused("/offset", "must not be above the cursor, " + cursor);
                    }
                    return rewind(relay, Map.of(shard, offset));
                  });
        });
  }

  private static <T> Future<T> refused(String pointer, String detail) {
    return Future.failedFuture(
        new Problem(
                ProblemCode.VALIDATION_FAILED,
                pointer + ' ' + detail,
                List.of(Offence.at(pointer, detail)))
            .toException());
  }

  /** Sets all shards back to the first event recorded at a time or later. */
  public Future<List<Rewound>> rewind(String name, Instant since) {
    return onContext(
        () -> {
          RelaySettings relay = relay(name);
          return store
              .shards(List.of(relay.consumer()))
              .compose(
                  kept -> {
                    Map<Integer, Long> cursors = new TreeMap<>();
                    kept.getOrDefault(relay.consumer(), List.of())
                        .forEach(one -> cursors.put(one.shard(), one.cursor()));
                    return rewinds.places(cursors, since);
                  })
              .compose(places -> rewind(relay, places));
        });
  }

  private Future<List<Rewound>> rewind(RelaySettings relay, Map<Integer, Long> places) {
    return store
        .rewind(relay.consumer(), places)
        .map(
            moved ->
                moved.stream().map(one -> new Rewound(one.shard(), one.from(), one.to())).toList());
  }

  /** Has the stopped shards of a relay try again. */
  public Future<RelayView> resume(String name) {
    return onContext(
        () -> {
          RelaySettings relay = relay(name);
          return store.resume(name).compose(v -> views.of(List.of(relay))).map(List::getFirst);
        });
  }

  private RelaySettings relay(String name) {
    return relays.stream()
        .filter(relay -> relay.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new Problem(ProblemCode.RELAY_NOT_FOUND, "There is no such relay").toException());
  }

  private <T extends @Nullable Object> Future<T> onContext(Supplier<Future<T>> task) {
    return OnContext.run(context, task);
  }
}

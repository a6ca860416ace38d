package io.quayside.shard.ownership;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the shards that this node owns, and no others. Compares the running shards with the table
 * after each change of the table, and again later where a shard could not be started.
 *
 * <p>Confined to the scheduler's event loop; public methods may be called from any thread.
 */
public final class ShardKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ShardKeeper.class);
  private static final long RETRY_MILLIS = 500;
  private static final long PROBE_MILLIS = 50;
  private static final long REFRESH_MILLIS = 1_000;
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long HAND_OVER_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Scheduler scheduler;
  private final ShardTable table;
  private final Peers peers;
  private final ShardRunner runner;
  private final Promise<Void> started = Promise.promise();

  /** Shards that serve here. */
  private final Set<Integer> running = new TreeSet<>();

  /** Shards that serve here and belong to another node. */
  private final Map<Integer, HandOver> handOvers = new HashMap<>();

  private State state = State.SETTLED;
  private volatile boolean serving;
  private long startDeadlineNanos;
  private Cancellable refreshes = () -> {};

  private enum State {
    /** No shard is being started or stopped. */
    SETTLED,
    /** Shards are being started or stopped. */
    MOVING,
    /** As MOVING; the table has changed since it was read. */
    MOVING_BEHIND,
    /** Final: no shard is started any more. */
    STOPPED
  }

  /** A shard on its way to a successor, which is the node that owns it by now. */
  private static final class HandOver {
    final UUID successor;
    final long sinceNanos;
    Probe probe = Probe.DUE;

    HandOver(UUID successor, long sinceNanos) {
      this.successor = successor;
      this.sinceNanos = sinceNanos;
    }

    enum Probe {
      DUE,
      WAITING,
      SERVES
    }
  }

  public ShardKeeper(Scheduler scheduler, ShardTable table, Peers peers, ShardRunner runner) {
    this.scheduler = scheduler;
    this.table = table;
    this.peers = peers;
    this.runner = runner;
  }

  /**
   * Starts the shards that this node owns; completes when all of them serve. Repeats failed starts
   * for 30 s: the other nodes route to this one already, and would have to take its shards back.
   */
  public Future<Void> start() {
    table.onChange(() -> scheduler.execute(this::tableChanged));
    scheduler.execute(
        () -> {
          if (state != State.STOPPED) {
            startDeadlineNanos = scheduler.nanoTime() + START_NANOS;
            refreshes = scheduler.scheduleEvery(REFRESH_MILLIS, table::refresh);
            tableChanged();
          }
        });
    return started.future();
  }

  /** Whether every shard that this node owns serves. */
  public boolean serving() {
    return serving;
  }

  /**
   * Assigns this node's shards to the other nodes. Completes when they run all of them and their
   * tables have no shard of this node, when no other node can own a shard, or after a time.
   */
  public Future<Void> handOver(long withinMillis) {
    Promise<Void> handedOver = Promise.promise();
    scheduler.execute(
        () -> {
          scheduler.schedule(withinMillis, handedOver::tryComplete);
          table
              .disown()
              .onComplete(
                  disowned -> {
                    if (disowned) {
                      awaitSuccessors(handedOver);
                    } else {
                      handedOver.tryComplete();
                    }
                  },
                  handedOver::tryFail);
        });
    return handedOver.future();
  }

  private void awaitSuccessors(Promise<Void> handedOver) {
    if (handedOver.future().isComplete()) {
      return;
    }
    boolean idle = running.isEmpty() && state == State.SETTLED;
    (idle ? noShardIsSeenHere() : Future.succeededFuture(false))
        .otherwise(false)
        .onSuccess(
            done -> {
              if (done) {
                handedOver.tryComplete();
              } else {
                scheduler.schedule(PROBE_MILLIS, () -> awaitSuccessors(handedOver));
              }
            });
  }

  /** A node whose table is behind would route to this one even after it has left. */
  private Future<Boolean> noShardIsSeenHere() {
    List<Future<Boolean>> answers =
        table.activeNodes().stream().map(node -> peers.seesNoShardsOf(node, table.self())).toList();
    return Future.all(answers).map(all -> !all.list().contains(false));
  }

  /**
   * Stops all shards; completes when they have stopped. A shard that is being started is not
   * awaited, since it may wait for the log; it is stopped as soon as it serves.
   */
  public Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    scheduler.execute(
        () -> {
          state = State.STOPPED;
          serving = false;
          refreshes.cancel();
          started.tryFail("stopped before all shards served");
          List<Future<Void>> stops = List.copyOf(running).stream().map(this::giveUp).toList();
          Future.join(stops).<Void>mapEmpty().onComplete(stopped);
        });
    return stopped.future();
  }

  private void tableChanged() {
    switch (state) {
      case SETTLED -> move();
      case MOVING -> state = State.MOVING_BEHIND;
      case MOVING_BEHIND, STOPPED -> {}
    }
  }

  private void move() {
    state = State.MOVING;
    follow(table.shardsOf(table.self())).onComplete(this::moved);
  }

  private void moved(AsyncResult<Void> moves) {
    if (state == State.STOPPED) {
      return;
    }
    serving = moves.succeeded();
    if (state == State.MOVING_BEHIND) {
      move();
      return;
    }
    state = State.SETTLED;
    if (moves.succeeded()) {
      started.tryComplete();
    } else {
      LOG.warn("a shard cannot be started yet: cause={}", moves.cause().toString());
      if (scheduler.nanoTime() - startDeadlineNanos > 0) {
        started.tryFail(moves.cause());
      }
      scheduler.schedule(RETRY_MILLIS, this::tableChanged);
    }
  }

  /** Starts the owned shards that do not run, and stops the others that their successors run. */
  private Future<Void> follow(Set<Integer> owned) {
    handOvers.keySet().removeAll(owned);
    Set<Integer> taken = new TreeSet<>(owned);
    taken.removeAll(running);
    Set<Integer> given = new TreeSet<>(running);
    given.removeAll(owned);
    given.removeIf(shard -> !isHandedOver(shard));
    if (taken.isEmpty() && given.isEmpty()) {
      return Future.succeededFuture();
    }
    long start = scheduler.nanoTime();
    List<Future<Void>> moves = new ArrayList<>();
    given.forEach(shard -> moves.add(giveUp(shard)));
    taken.forEach(shard -> moves.add(take(shard)));
    return Future.join(moves)
        .onComplete(
            done ->
                LOG.info(
                    "shards moved: taken={} given up={} of which failed={} millis={}",
                    taken,
                    given,
                    moves.stream().filter(Future::failed).count(),
                    (scheduler.nanoTime() - start) / 1_000_000))
        .mapEmpty();
  }

  /**
   * Whether the successor serves the shard, or has had the time to start it. Until then the shard
   * runs here, so that some node always answers. Two nodes may run it for a moment: the log decides
   * which of their events count.
   */
  private boolean isHandedOver(int shard) {
    UUID owner = table.ownerOf(shard);
    if (owner == null) {
      handOvers.remove(shard);
      return true;
    }
    HandOver known = handOvers.get(shard);
    HandOver handOver =
        known != null && known.successor.equals(owner)
            ? known
            : new HandOver(owner, scheduler.nanoTime());
    if (handOver.probe == HandOver.Probe.SERVES
        || scheduler.nanoTime() - handOver.sinceNanos > HAND_OVER_NANOS) {
      handOvers.remove(shard);
      return true;
    }
    handOvers.put(shard, handOver);
    if (handOver.probe == HandOver.Probe.DUE) {
      handOver.probe = HandOver.Probe.WAITING;
      peers
          .serves(owner, shard)
          .otherwise(false)
          .onSuccess(serves -> probed(shard, handOver, serves));
    }
    return false;
  }

  private void probed(int shard, HandOver handOver, boolean serves) {
    if (handOvers.get(shard) != handOver) {
      return;
    }
    if (serves) {
      handOver.probe = HandOver.Probe.SERVES;
      scheduler.execute(this::tableChanged);
    } else {
      scheduler.schedule(
          PROBE_MILLIS,
          () -> {
            handOver.probe = HandOver.Probe.DUE;
            tableChanged();
          });
    }
  }

  private Future<Void> take(int shard) {
    return runner
        .start(shard)
        .onSuccess(
            v -> {
              if (state == State.STOPPED) {
                stopLate(shard);
              } else {
                running.add(shard);
              }
            });
  }

  private void stopLate(int shard) {
    runner
        .stop(shard)
        .onFailure(e -> LOG.warn("a shard did not stop: shard={} cause={}", shard, e.toString()));
  }

  private Future<Void> giveUp(int shard) {
    running.remove(shard);
    return runner.stop(shard);
  }
}

package io.quayside.shard.ownership;

import io.quayside.shard.rpc.LocalShards;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the shards whose Hazelcast partitions this member owns, and no others: the partition table
 * is the only word on ownership. Looks anew at each migration and membership change, and a little
 * later where a shard could not be taken.
 */
public final class ShardKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ShardKeeper.class);
  private static final long RETRY_MILLIS = 500;
  private static final long PROBE_MILLIS = 50;
  private static final long LOOK_MILLIS = 1_000;
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long HANDOVER_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Vertx vertx;
  private final Context context;
  private final ShardTable shardTable;
  private final LocalShards localShards;
  private final IntFunction<VerticleBase> shards;
  private final Map<Integer, String> deployments = new HashMap<>();

  /** Shards that are run here and owned by another member, and since when. */
  private final Map<Integer, Long> handingOver = new HashMap<>();

  /** Those of them whose owners are being asked. */
  private final Set<Integer> probed = new HashSet<>();

  /** Those of them that their owners run by now. */
  private final Set<Integer> successors = new HashSet<>();

  private long looks = -1;
  private boolean looking;
  private boolean lookAgain;
  private boolean stopped;
  private volatile boolean serving;

  public ShardKeeper(
      Vertx vertx,
      ShardTable shardTable,
      LocalShards localShards,
      IntFunction<VerticleBase> shards) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.shardTable = shardTable;
    this.localShards = localShards;
    this.shards = shards;
  }

  /**
   * Takes what this member owns; completes when all of it serves. What cannot be taken is tried
   * again for half a minute: the others know this member for the owner already, and if it gave up
   * they would have to take all of it back.
   */
  public Future<Void> start() {
    shardTable.onChange(this::changed);
    looks = vertx.setPeriodic(LOOK_MILLIS, t -> shardTable.lookAgain());
    Promise<Void> started = Promise.promise();
    long deadline = System.nanoTime() + START_NANOS;
    context.runOnContext(
        v ->
            look()
                .onComplete(
                    done -> started.complete(),
                    failure -> awaitServing(deadline, failure, started)));
    return started.future();
  }

  private void awaitServing(long deadlineNanos, Throwable failure, Promise<Void> started) {
    if (serving) {
      started.complete();
    } else if (stopped || System.nanoTime() > deadlineNanos) {
      started.fail(failure);
    } else {
      vertx.setTimer(RETRY_MILLIS, t -> awaitServing(deadlineNanos, failure, started));
    }
  }

  /** Whether every shard that this member owns serves. */
  public boolean serving() {
    return serving;
  }

  /**
   * Has the other members take over what this one runs; completes when they run it and each of them
   * knows so, or none of them can, or it takes too long.
   */
  public Future<Void> handOver(long withinMillis) {
    Promise<Void> over = Promise.promise();
    context.runOnContext(
        v -> {
          vertx.setTimer(withinMillis, t -> over.tryComplete());
          vertx
              .executeBlocking(shardTable::disown)
              .onComplete(
                  disowned -> {
                    if (disowned) {
                      awaitHeirs(over);
                    } else {
                      over.tryComplete();
                    }
                  },
                  over::tryFail);
        });
    return over.future();
  }

  private void awaitHeirs(Promise<Void> over) {
    if (over.future().isComplete()) {
      return;
    }
    (deployments.isEmpty() && !looking ? knownWithoutShards() : Future.succeededFuture(false))
        .otherwise(false)
        .onSuccess(
            known -> {
              if (known) {
                over.tryComplete();
              } else {
                vertx.setTimer(PROBE_MILLIS, t -> awaitHeirs(over));
              }
            });
  }

  /** A member whose table is behind would go on asking this one, even when it is gone. */
  private Future<Boolean> knownWithoutShards() {
    List<Future<Boolean>> answers =
        shardTable.staying().stream()
            .map(node -> localShards.knowsWithoutShards(node, shardTable.self()))
            .toList();
    return Future.all(answers).map(all -> !all.list().contains(false));
  }

  /** Gives all shards up. */
  public Future<Void> stop() {
    stopped = true;
    serving = false;
    vertx.cancelTimer(looks);
    List<Future<Void>> given = new ArrayList<>();
    Set.copyOf(deployments.keySet()).forEach(shard -> given.add(giveUp(shard)));
    return Future.join(given).mapEmpty();
  }

  private void changed() {
    context.runOnContext(
        v -> {
          if (looking) {
            lookAgain = true;
          } else if (!stopped) {
            look();
          }
        });
  }

  private Future<Void> look() {
    looking = true;
    return reconcile(shardTable.of(shardTable.self()))
        .transform(
            done -> {
              looking = false;
              serving = done.succeeded() && !stopped;
              if (stopped) {
                return Future.succeededFuture();
              }
              if (lookAgain) {
                lookAgain = false;
                return look();
              }
              if (done.failed()) {
                LOG.warn("a shard cannot be taken yet: cause={}", done.cause().toString());
                vertx.setTimer(RETRY_MILLIS, t -> changed());
              }
              return done.succeeded()
                  ? Future.succeededFuture()
                  : Future.failedFuture(done.cause());
            });
  }

  private Future<Void> reconcile(Set<Integer> owned) {
    handingOver.keySet().removeAll(owned);
    successors.removeAll(owned);
    Set<Integer> taken = new TreeSet<>(owned);
    taken.removeAll(deployments.keySet());
    Set<Integer> given = new TreeSet<>(deployments.keySet());
    given.removeAll(owned);
    given.removeIf(shard -> !handedOver(shard));
    if (taken.isEmpty() && given.isEmpty()) {
      return Future.succeededFuture();
    }
    long start = System.nanoTime();
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
                    (System.nanoTime() - start) / 1_000_000))
        .mapEmpty();
  }

  /**
   * Whether the owner of a shard that is run here runs it by now, or has had its time to. Until
   * then it is run on, so that there is always somebody to ask; that there may be two for a moment
   * does no harm, for the log decides.
   */
  private boolean handedOver(int shard) {
    UUID owner = shardTable.of(shard);
    long now = System.nanoTime();
    long since = handingOver.computeIfAbsent(shard, s -> now);
    if (owner == null || successors.contains(shard) || now - since > HANDOVER_NANOS) {
      handingOver.remove(shard);
      successors.remove(shard);
      return true;
    }
    if (probed.add(shard)) {
      localShards
          .serves(owner, shard)
          .otherwise(false)
          .onSuccess(
              serves -> {
                if (serves) {
                  successors.add(shard);
                }
                vertx.setTimer(serves ? 1 : PROBE_MILLIS, t -> probeAgain(shard));
              });
    }
    return false;
  }

  private void probeAgain(int shard) {
    probed.remove(shard);
    changed();
  }

  private Future<Void> take(int shard) {
    return vertx
        .deployVerticle(shards.apply(shard))
        .map(
            id -> {
              deployments.put(shard, id);
              return null;
            });
  }

  private Future<Void> giveUp(int shard) {
    return vertx.undeploy(deployments.remove(shard));
  }
}

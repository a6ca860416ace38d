package io.quayside.edge;

import io.quayside.cluster.Shards;
import io.quayside.edge.Errands.Errand;
import io.quayside.problem.ProblemCode;
import io.quayside.shard.FarShards;
import io.quayside.shard.Owners;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardGate;
import io.quayside.shard.ShardGate.NotHereException;
import io.quayside.shard.ShardGate.NotReachedException;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings requests to their shards, on this node or another. A shard that does not serve yet, or has
 * just moved, is looked up and asked again until the deadline, and so is what a node that is gone
 * has left unanswered: a command keeps its identity, so it counts once however often it is asked.
 * What has no answer by then is {@code temporarily-unavailable}. Confined to one event loop.
 */
final class ShardClient {
  /** From the request to the answer at the latest, in milliseconds. */
  static final long DEADLINE_MILLIS = 5_000;

  private static final long DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);

  private static final Logger LOG = LoggerFactory.getLogger(ShardClient.class);
  private static final long RETRY_MILLIS = 25;
  private static final long SWEEP_MILLIS = 50;
  private static final long SAY_EVERY_NANOS = 1_000_000_000;

  private final Vertx vertx;
  private final int shards;
  private final Owners owners;
  private final ShardGate gate;
  private final FarShards far;

  /** Who has answered last, by shard. */
  private final UUID[] answered;

  private final Errands open = new Errands();

  private long lastSaidNanos = System.nanoTime() - SAY_EVERY_NANOS;

  ShardClient(Vertx vertx, int shards, Owners owners, ShardGate gate) {
    this.vertx = vertx;
    this.shards = shards;
    this.owners = owners;
    this.gate = gate;
    this.far = new FarShards(vertx);
    this.answered = new UUID[shards];
    vertx.setPeriodic(SWEEP_MILLIS, t -> sweep());
    Context context = vertx.getOrCreateContext();
    owners.onLeft(member -> context.runOnContext(v -> left(member)));
  }

  /** Completes when other nodes can be asked. */
  Future<Void> open() {
    return far.open();
  }

  /** The shard's answer; never fails but by a defect. */
  Future<ShardAnswer> ask(ShardRequest request) {
    Promise<ShardAnswer> answer = Promise.promise();
    ask(request, answer);
    return answer.future();
  }

  /** As {@link #ask(ShardRequest)}, without a future. */
  void ask(ShardRequest request, Completable<ShardAnswer> answer) {
    Errand errand =
        new Errand(
            request, shardOf(request.shipmentId()), System.nanoTime() + DEADLINE_NANOS, answer);
    open.add(errand);
    ask(errand);
  }

  int shardOf(String shipmentId) {
    return Shards.of(shipmentId, shards);
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Errand first = open.first();
        first != null && now - first.deadlineNanos >= 0;
        first = open.first()) {
      gaveUp(first);
      open.finish(first, unavailable("The shard did not answer within the deadline"), null);
    }
    far.forget(DEADLINE_NANOS);
  }

  private void ask(Errand errand) {
    if (errand.isDone()) {
      return;
    }
    UUID owner = target(errand);
    if (owner == null) {
      askAgain(errand);
      return;
    }
    int attempt = ++errand.attempt;
    boolean here = owner.equals(owners.self());
    errand.asked = here ? null : owner;
    Completable<ShardAnswer> told =
        (answer, failure) -> {
          if (failure == null) {
            answered[errand.shard] = owner;
            open.finish(errand, answer, null);
          } else if (attempt == errand.attempt) {
            failed(failure, errand);
          }
        };
    if (here) {
      gate.ask(errand.shard, errand.request, told);
    } else {
      far.ask(owner, errand.request, told);
    }
  }

  private void failed(Throwable failure, Errand errand) {
    errand.lastFailure = failure.toString();
    if (failure instanceof NotReachedException) {
      errand.request = repeated(errand.request);
      refused(errand);
    } else if (failure instanceof NotHereException) {
      refused(errand);
    } else {
      open.finish(errand, null, failure);
    }
  }

  /** Says so at most once a second: while a shard is away, every request for it ends like this. */
  private void gaveUp(Errand errand) {
    long now = System.nanoTime();
    if (now - lastSaidNanos > SAY_EVERY_NANOS) {
      lastSaidNanos = now;
      LOG.warn(
          "no answer within the deadline: shard={} node={} asked={} cause={}",
          errand.shard,
          owners.of(errand.shard),
          errand.attempt,
          errand.lastFailure);
    }
  }

  /**
   * First whoever has answered last, unless it is leaving, then by turns the shard's owner and the
   * one before, which runs it until the owner does: while a shard moves, the table tells who is to
   * run it, and who runs it is known best by having asked.
   */
  private UUID target(Errand errand) {
    UUID last = answered[errand.shard];
    if (errand.refusals == 0 && last != null && owners.stays(last)) {
      return last;
    }
    UUID former = owners.formerOf(errand.shard);
    boolean ownersTurn = errand.refusals == 0 || errand.refusals % 2 == 1;
    return former == null || ownersTurn ? owners.of(errand.shard) : former;
  }

  private void refused(Errand errand) {
    errand.asked = null;
    errand.refusals++;
    if (errand.refusals % 2 == 1) {
      ask(errand);
    } else {
      askAgain(errand);
    }
  }

  private void askAgain(Errand errand) {
    errand.asked = null;
    vertx.setTimer(RETRY_MILLIS, t -> ask(errand));
  }

  /** What a member that is gone was asked, somebody else may know by now. */
  private void left(UUID member) {
    for (Errand errand : open.all()) {
      if (member.equals(errand.asked)) {
        errand.attempt++;
        errand.request = repeated(errand.request);
        askAgain(errand);
      }
    }
  }

  /** A command that may have been decided already is looked for before it is decided again. */
  private static ShardRequest repeated(ShardRequest request) {
    return request instanceof Decide decide
        ? new Decide(
            decide.shipmentId(),
            decide.command(),
            decide.commandId(),
            true,
            decide.ifMatch(),
            decide.traceparent())
        : request;
  }

  private static ShardAnswer unavailable(String detail) {
    return new Refused(ProblemCode.TEMPORARILY_UNAVAILABLE, detail);
  }
}

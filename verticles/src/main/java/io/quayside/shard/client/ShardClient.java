package io.quayside.shard.client;

import io.quayside.cluster.Shards;
import io.quayside.common.problem.ProblemCode;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.client.PendingRequests.PendingRequest;
import io.quayside.shard.ownership.ShardTable;
import io.quayside.shard.rpc.LocalShards;
import io.quayside.shard.rpc.LocalShards.NotHereException;
import io.quayside.shard.rpc.LocalShards.NotReachedException;
import io.quayside.shard.rpc.RemoteShards;
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
public final class ShardClient {
  /** From the request to the answer at the latest, in milliseconds. */
  public static final long DEADLINE_MILLIS = 5_000;

  private static final long DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);

  private static final Logger LOG = LoggerFactory.getLogger(ShardClient.class);
  private static final long RETRY_MILLIS = 25;
  private static final long SWEEP_MILLIS = 50;
  private static final long SAY_EVERY_NANOS = 1_000_000_000;

  private final Vertx vertx;
  private final int shards;
  private final ShardTable shardTable;
  private final LocalShards localShards;
  private final RemoteShards remote;

  /** Who has answered last, by shard. */
  private final UUID[] answered;

  private final PendingRequests open = new PendingRequests();

  private long lastSaidNanos = System.nanoTime() - SAY_EVERY_NANOS;

  public ShardClient(Vertx vertx, int shards, ShardTable shardTable, LocalShards localShards) {
    this.vertx = vertx;
    this.shards = shards;
    this.shardTable = shardTable;
    this.localShards = localShards;
    this.remote = new RemoteShards(vertx);
    this.answered = new UUID[shards];
    vertx.setPeriodic(SWEEP_MILLIS, t -> sweep());
    Context context = vertx.getOrCreateContext();
    shardTable.onLeft(member -> context.runOnContext(v -> left(member)));
  }

  /** Completes when other nodes can be asked. */
  public Future<Void> open() {
    return remote.open();
  }

  /** The shard's answer; never fails but by a defect. */
  public Future<ShardAnswer> ask(ShardRequest request) {
    Promise<ShardAnswer> answer = Promise.promise();
    ask(request, answer);
    return answer.future();
  }

  /** As {@link #ask(ShardRequest)}, without a future. */
  public void ask(ShardRequest request, Completable<ShardAnswer> answer) {
    PendingRequest pending =
        new PendingRequest(
            request, shardOf(request.shipmentId()), System.nanoTime() + DEADLINE_NANOS, answer);
    open.add(pending);
    ask(pending);
  }

  public int shardOf(String shipmentId) {
    return Shards.of(shipmentId, shards);
  }

  private void sweep() {
    long now = System.nanoTime();
    for (PendingRequest first = open.first();
        first != null && now - first.deadlineNanos >= 0;
        first = open.first()) {
      gaveUp(first);
      open.finish(first, unavailable("The shard did not answer within the deadline"), null);
    }
    remote.forget(DEADLINE_NANOS);
  }

  private void ask(PendingRequest pending) {
    if (pending.isDone()) {
      return;
    }
    UUID owner = target(pending);
    if (owner == null) {
      askAgain(pending);
      return;
    }
    int attempt = ++pending.attempt;
    boolean here = owner.equals(shardTable.self());
    pending.asked = here ? null : owner;
    Completable<ShardAnswer> told =
        (answer, failure) -> {
          if (failure == null) {
            answered[pending.shard] = owner;
            open.finish(pending, answer, null);
          } else if (attempt == pending.attempt) {
            failed(failure, pending);
          }
        };
    if (here) {
      localShards.ask(pending.shard, pending.request, told);
    } else {
      remote.ask(owner, pending.request, told);
    }
  }

  private void failed(Throwable failure, PendingRequest pending) {
    pending.lastFailure = failure.toString();
    if (failure instanceof NotReachedException) {
      pending.request = repeated(pending.request);
      refused(pending);
    } else if (failure instanceof NotHereException) {
      refused(pending);
    } else {
      open.finish(pending, null, failure);
    }
  }

  /** Says so at most once a second: while a shard is away, every request for it ends like this. */
  private void gaveUp(PendingRequest pending) {
    long now = System.nanoTime();
    if (now - lastSaidNanos > SAY_EVERY_NANOS) {
      lastSaidNanos = now;
      LOG.warn(
          "no answer within the deadline: shard={} node={} asked={} cause={}",
          pending.shard,
          shardTable.of(pending.shard),
          pending.attempt,
          pending.lastFailure);
    }
  }

  /**
   * First whoever has answered last, unless it is leaving, then by turns the shard's owner and the
   * one before, which runs it until the owner does: while a shard moves, the table tells who is to
   * run it, and who runs it is known best by having asked.
   */
  private UUID target(PendingRequest pending) {
    UUID last = answered[pending.shard];
    if (pending.refusals == 0 && last != null && shardTable.stays(last)) {
      return last;
    }
    UUID former = shardTable.formerOf(pending.shard);
    boolean ownersTurn = pending.refusals == 0 || pending.refusals % 2 == 1;
    return former == null || ownersTurn ? shardTable.of(pending.shard) : former;
  }

  private void refused(PendingRequest pending) {
    pending.asked = null;
    pending.refusals++;
    if (pending.refusals % 2 == 1) {
      ask(pending);
    } else {
      askAgain(pending);
    }
  }

  private void askAgain(PendingRequest pending) {
    pending.asked = null;
    vertx.setTimer(RETRY_MILLIS, t -> ask(pending));
  }

  /** What a member that is gone was asked, somebody else may know by now. */
  private void left(UUID member) {
    for (PendingRequest pending : open.all()) {
      if (member.equals(pending.asked)) {
        pending.attempt++;
        pending.request = repeated(pending.request);
        askAgain(pending);
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

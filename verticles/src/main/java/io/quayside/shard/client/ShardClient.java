package io.quayside.shard.client;

import io.quayside.cluster.Agreement;
import io.quayside.cluster.Shards;
import io.quayside.common.identity.Principal;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.client.PendingRequests.PendingRequest;
import io.quayside.shard.ownership.ShardTable;
import io.quayside.shard.rpc.ShardTransport;
import io.quayside.shard.rpc.ShardTransport.NodeUnreachableException;
import io.quayside.shard.rpc.ShardTransport.NotServedException;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to the nodes that run their shards. Repeats a request until its deadline where no
 * node serves the shard yet, where the shard has moved, and where the node that has the request
 * leaves: a command keeps its identity, so it counts once however often it is sent. A request
 * without an answer at its deadline is answered with {@code temporarily-unavailable}.
 *
 * <p>Confined to the scheduler's event loop.
 */
public final class ShardClient {
  /** The time from a request to its answer, at most. */
  public static final long DEADLINE_MILLIS = 5_000;

  private static final long DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);

  private static final Logger LOG = LoggerFactory.getLogger(ShardClient.class);
  private static final ShardAnswer NOT_KNOWN_TO_ALL =
      new Refused(ProblemCode.TEMPORARILY_UNAVAILABLE, "Not all nodes know this yet");
  private static final long RETRY_MILLIS = 25;
  private static final long SWEEP_MILLIS = 50;
  private static final long LOG_EVERY_NANOS = 1_000_000_000;

  private final Scheduler scheduler;
  private final int shards;
  private final ShardTable table;
  private final ShardTransport transport;

  /** The node that answered last, by shard. */
  private final @Nullable UUID[] lastAnswered;

  private final PendingRequests pendingRequests = new PendingRequests();

  private long lastLogNanos;

  public ShardClient(Scheduler scheduler, int shards, ShardTable table, ShardTransport transport) {
    this.scheduler = scheduler;
    this.shards = shards;
    this.table = table;
    this.transport = transport;
    this.lastAnswered = new UUID[shards];
    this.lastLogNanos = scheduler.nanoTime() - LOG_EVERY_NANOS;
    scheduler.scheduleEvery(SWEEP_MILLIS, this::sweep);
    table.onMemberLeft(node -> scheduler.execute(() -> memberLeft(node)));
  }

  /** Completes when other nodes can be asked. */
  public Future<Void> open() {
    return transport.open();
  }

  /** The shard's answer; fails only by a defect. */
  public Future<ShardAnswer> ask(ShardRequest request) {
    Promise<ShardAnswer> answer = Promise.promise();
    ask(request, answer);
    return answer.future();
  }

  /** As {@link #ask(ShardRequest)}, without a future. */
  public void ask(ShardRequest request, Completable<ShardAnswer> answer) {
    PendingRequest pending =
        new PendingRequest(
            request, shardOf(request.shipmentId()), scheduler.nanoTime() + DEADLINE_NANOS, answer);
    pendingRequests.add(pending);
    send(pending);
  }

  public int shardOf(String shipmentId) {
    return Shards.of(shipmentId, shards);
  }

  /** Answers the requests whose deadline is over. */
  private void sweep() {
    long now = scheduler.nanoTime();
    for (PendingRequest first = pendingRequests.first();
        first != null && now - first.deadlineNanos >= 0;
        first = pendingRequests.first()) {
      logOverdue(first);
      pendingRequests.complete(
          first,
          new Refused(
              ProblemCode.TEMPORARILY_UNAVAILABLE, "The shard did not answer within the deadline"),
          null);
    }
    transport.expire(DEADLINE_NANOS);
  }

  private void send(PendingRequest pending) {
    if (pending.isCompleted()) {
      return;
    }
    if (!isKnownToAll(pending.request.principal())) {
      pendingRequests.complete(pending, NOT_KNOWN_TO_ALL, null);
      return;
    }
    UUID node = target(pending);
    if (node == null) {
      sendLater(pending);
      return;
    }
    int attempt = ++pending.attempt;
    pending.askedNode = node;
    transport.ask(
        node,
        pending.shard,
        pending.request,
        (answer, failure) -> {
          if (failure == null) {
            lastAnswered[pending.shard] = node;
            pendingRequests.complete(pending, answer, null);
          } else if (attempt == pending.attempt) {
            failed(pending, failure);
          }
        });
  }

  /** A node of an older version would judge every principal as {@link Principal#ANONYMOUS}. */
  private boolean isKnownToAll(Principal principal) {
    return principal.equals(Principal.ANONYMOUS)
        || table.agreedProtocol() >= Agreement.PRINCIPALS_PROTOCOL;
  }

  /**
   * The node to ask next: first the node that answered last, unless it is about to leave; then by
   * turns the shard's owner and its former owner. While a shard moves, the table names the node
   * that will run it; only the answers tell which node runs it now.
   */
  private @Nullable UUID target(PendingRequest pending) {
    UUID last = lastAnswered[pending.shard];
    if (pending.refusals == 0 && last != null && table.isActive(last)) {
      return last;
    }
    UUID former = table.formerOwnerOf(pending.shard);
    boolean ownersTurn = pending.refusals == 0 || pending.refusals % 2 == 1;
    return former == null || ownersTurn ? table.ownerOf(pending.shard) : former;
  }

  private void failed(PendingRequest pending, Throwable failure) {
    pending.lastFailure = failure.toString();
    if (failure instanceof NodeUnreachableException) {
      pending.request = asRepetition(pending.request);
      refused(pending);
    } else if (failure instanceof NotServedException) {
      refused(pending);
    } else {
      pendingRequests.complete(pending, null, failure);
    }
  }

  /** Sends to the other node at once, and after a pause when both have refused. */
  private void refused(PendingRequest pending) {
    pending.refusals++;
    if (pending.refusals % 2 == 1) {
      send(pending);
    } else {
      sendLater(pending);
    }
  }

  private void sendLater(PendingRequest pending) {
    pending.askedNode = null;
    scheduler.schedule(RETRY_MILLIS, () -> send(pending));
  }

  /** Repeats the requests that the node has not answered. */
  private void memberLeft(UUID node) {
    for (PendingRequest pending : pendingRequests.all()) {
      if (node.equals(pending.askedNode)) {
        pending.attempt++;
        pending.request = asRepetition(pending.request);
        sendLater(pending);
      }
    }
  }

  /** An earlier attempt may have been decided: the shard looks for its outcome before deciding. */
  private static ShardRequest asRepetition(ShardRequest request) {
    return request instanceof Decide decide
        ? new Decide(
            decide.shipmentId(),
            decide.command(),
            decide.principal(),
            decide.commandId(),
            true,
            decide.ifMatch(),
            decide.traceparent())
        : request;
  }

  /** At most once a second: while a shard is unavailable, all of its requests end here. */
  private void logOverdue(PendingRequest pending) {
    long now = scheduler.nanoTime();
    if (now - lastLogNanos > LOG_EVERY_NANOS) {
      lastLogNanos = now;
      LOG.warn(
          "no answer within the deadline: shard={} node={} asked={} cause={}",
          pending.shard,
          table.ownerOf(pending.shard),
          pending.attempt,
          pending.lastFailure);
    }
  }
}

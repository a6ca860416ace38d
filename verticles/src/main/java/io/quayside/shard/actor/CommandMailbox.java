package io.quayside.shard.actor;

import io.quayside.common.identity.CommandId;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
import io.quayside.domain.Decision;
import io.quayside.domain.Event;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardRequest.Decide;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;

/**
 * One shipment's commands: at most one is undecided, the rest wait in order. An event counts when
 * it comes back from the log as the first of its version; if another writer's came first, the
 * command is decided again on the new state.
 */
final class CommandMailbox {
  private final ShipmentActor actor;
  private final Shard shard;
  private final ArrayDeque<PendingCommand> waiting = new ArrayDeque<>(2);
  private PendingCommand undecided;

  CommandMailbox(ShipmentActor actor, Shard shard) {
    this.actor = actor;
    this.shard = shard;
  }

  int size() {
    return waiting.size();
  }

  boolean idle() {
    return undecided == null && waiting.isEmpty();
  }

  /** Takes a command in; {@link #run} decides it when its turn has come. */
  void add(Decide request, Completable<ShardAnswer> answer) {
    if (request.keyed() && inFlight(CommandId.keyPart(request.commandId()))) {
      Shard.refuse(
          answer,
          ProblemCode.COMMAND_IN_FLIGHT,
          "A command with this Idempotency-Key is still undecided");
      return;
    }
    long deadline = shard.clock.millis() + shard.limits.deadlineMillis();
    waiting.add(new PendingCommand(request, deadline, answer));
    shard.metrics.mailboxDepth.increment();
  }

  private boolean inFlight(String keyPart) {
    return (undecided != null && undecided.hasKey(keyPart))
        || waiting.stream().anyMatch(p -> p.hasKey(keyPart));
  }

  /** Decides what waits, until a command is undecided or none is left. */
  void run() {
    while (actor.stream() != null && undecided == null && !waiting.isEmpty()) {
      PendingCommand next = waiting.poll();
      shard.metrics.mailboxDepth.decrement();
      judge(next);
    }
    actor.rested();
  }

  private void judge(PendingCommand pending) {
    Decide request = pending.request();
    ShipmentStream stream = actor.stream();
    if (actor.parked() != null) {
      pending.refuse(
          ProblemCode.TEMPORARILY_UNAVAILABLE, "The shipment is parked: " + actor.parked());
      return;
    }
    if (pending.overdue(shard.clock.millis())) {
      pending.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "Not decided within the deadline");
      return;
    }
    String keyPart = CommandId.keyPart(request.commandId());
    Receipt known = pending.recalled() != null ? pending.recalled() : stream.receiptOf(keyPart);
    if (known != null) {
      replay(pending, known);
    } else if (request.keyed() && !pending.historyAsked() && mayBeOlder(keyPart)) {
      recall(pending, keyPart);
    } else if (isStale(request, stream)) {
      refuse(
          pending,
          ProblemCode.VERSION_MISMATCH,
          "The shipment's version is " + stream.version() + ", not " + request.ifMatch());
    } else {
      decide(pending, stream);
    }
  }

  private boolean mayBeOlder(String keyPart) {
    return !actor.idempotencyIndex().known() || actor.idempotencyIndex().mayHave(keyPart);
  }

  /** A shipment that was never booked is rather not found than of another version. */
  private static boolean isStale(Decide request, ShipmentStream stream) {
    boolean exists = stream.version() > 0 || request.command().opensStream();
    return exists && request.ifMatch() != null && request.ifMatch() != stream.version();
  }

  private void replay(PendingCommand pending, Receipt known) {
    if (known.commandId().equals(pending.request().commandId())) {
      pending.answer(accepted(pending, known));
    } else {
      pending.refuse(
          ProblemCode.IDEMPOTENCY_KEY_REUSED, "The Idempotency-Key was used for another payload");
    }
  }

  /** If this request itself has appended, its event is its own and not a replay. */
  private Accepted accepted(PendingCommand pending, Receipt receipt) {
    return new Accepted(actor.id(), receipt, !pending.attempted());
  }

  /**
   * Asks for a receipt that is older than those which the stream holds; where not even their keys
   * are known, first for those, once.
   */
  private void recall(PendingCommand pending, String keyPart) {
    undecided = pending;
    int turn = pending.nextTurn();
    IdempotencyIndex keys = actor.idempotencyIndex();
    (keys.known() || keys.tooMany() ? receipt(keyPart) : learn(keys, keyPart))
        .onComplete(
            receipt -> {
              if (undecided == pending && pending.turn() == turn) {
                pending.recalled(receipt);
                again(pending);
              }
            },
            failure -> {
              if (undecided == pending && pending.turn() == turn) {
                undecided = null;
                pending.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "The history does not answer");
                run();
              }
            });
  }

  private Future<Receipt> receipt(String keyPart) {
    return shard
        .replication
        .outcome(keyPart)
        .compose(copy -> copy != null ? Future.succeededFuture(copy) : projectedReceipt(keyPart));
  }

  private Future<Receipt> projectedReceipt(String keyPart) {
    return shard.output.projected().compose(v -> shard.store.receipt(actor.id(), keyPart));
  }

  private Future<Receipt> learn(IdempotencyIndex keys, String keyPart) {
    int upTo = actor.stream().version() - ShipmentStream.RECEIPTS;
    return shard
        .output
        .projected()
        .compose(v -> shard.store.commandIds(actor.id(), upTo))
        .compose(
            ids -> {
              keys.learn(ids);
              return mayBeOlder(keyPart) ? receipt(keyPart) : Future.succeededFuture();
            });
  }

  private void decide(PendingCommand pending, ShipmentStream stream) {
    Command command = pending.request().command();
    switch (shard.contexts.decide(stream, command, shard.clock.instant())) {
      case Decision.Rejected rejected -> refuse(pending, rejected.code(), rejected.detail());
      case Decision.Accepted accepted -> append(pending, stream, accepted.event());
    }
  }

  /**
   * Refuses what the state does not allow, once the log has confirmed that this is its state: where
   * another writer has been, an acceptance would be found out by its append, a refusal by nothing.
   */
  private void refuse(PendingCommand pending, ProblemCode code, String detail) {
    if (pending.confirmed()) {
      pending.refuse(code, detail);
      return;
    }
    undecided = pending;
    int turn = pending.nextTurn();
    shard
        .events
        .catchUp()
        .onComplete(
            done -> {
              if (undecided == pending && pending.turn() == turn) {
                pending.confirm(done.succeeded());
                again(pending);
              }
            });
  }

  private void append(PendingCommand pending, ShipmentStream stream, Event event) {
    undecided = pending;
    pending.appending();
    int turn = pending.nextTurn();
    long start = System.nanoTime();
    StoredEvent stored = shard.contexts.next(stream, pending.request().commandId(), event);
    shard
        .events
        .append(
            actor.id(),
            shard.codec.encode(stored, shard.encodeBuffer),
            pending.request().traceparent(),
            stored)
        .onComplete(
            offset -> shard.metrics.readBack(start), failure -> outcomeUnknown(pending, turn));
  }

  /** Reads what the log has; if the event is not there, the command is decided again. */
  private void outcomeUnknown(PendingCommand pending, int turn) {
    if (undecided == pending && pending.turn() == turn) {
      shard
          .events
          .catchUp()
          .onComplete(
              done -> {
                // Unless it came back, or another event did and it has been decided again.
                if (undecided == pending && pending.turn() == turn) {
                  again(pending);
                }
              });
    }
  }

  /** Decides the undecided command anew, before all others. */
  private void again(PendingCommand pending) {
    undecided = null;
    waiting.addFirst(pending);
    shard.metrics.mailboxDepth.increment();
    run();
  }

  /** An event has come back as the first of its version. */
  void settle(StoredEvent stored) {
    PendingCommand pending = undecided;
    if (pending == null) {
      return;
    }
    if (stored.commandId().equals(pending.request().commandId())) {
      undecided = null;
      pending.answer(accepted(pending, Receipt.of(stored)));
      run();
    } else {
      again(pending);
    }
  }

  /** The state has changed otherwise than by an event: whatever is undecided is judged by it. */
  void judgeAgain() {
    if (undecided != null) {
      again(undecided);
    }
  }

  /** Refuses those whose deadline is over. */
  void tick(long nowMillis) {
    while (!waiting.isEmpty() && waiting.peek().overdue(nowMillis)) {
      shard.metrics.mailboxDepth.decrement();
      waiting.poll().refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "Not decided within the deadline");
    }
    if (undecided != null && undecided.overdue(nowMillis)) {
      // It stays undecided for the shipment, but its caller need not wait for that.
      undecided.refuse(
          ProblemCode.TEMPORARILY_UNAVAILABLE, "The log did not answer within the deadline");
    }
  }

  /** Refuses all that wait, and the undecided one's caller. */
  void refuseAll(String detail) {
    List<PendingCommand> left = List.copyOf(waiting);
    waiting.clear();
    shard.metrics.mailboxDepth.add(-left.size());
    left.forEach(p -> p.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, detail));
    if (undecided != null) {
      undecided.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, detail);
      undecided = null;
    }
  }
}

package io.quayside.shard.actor;

import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.trace.Span;
import io.quayside.common.trace.Stage;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision;
import io.quayside.domain.Event;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.actor.PendingCommand.History;
import io.vertx.core.Completable;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One shipment's commands: at most one is undecided, the rest wait in order. An event counts once
 * it is read back as the first record with its version; if another writer's record is first, the
 * command is decided again on the new state.
 */
final class CommandMailbox {
  private final ShipmentActor actor;
  private final Shard shard;
  private final OlderReceipts receipts;
  private final ArrayDeque<PendingCommand> waiting = new ArrayDeque<>(2);

  /** The command that waits for the log or the history, or null. */
  private @Nullable PendingCommand undecided;

  CommandMailbox(ShipmentActor actor, Shard shard) {
    this.actor = actor;
    this.shard = shard;
    this.receipts = new OlderReceipts(actor, shard);
  }

  int size() {
    return waiting.size();
  }

  boolean isIdle() {
    return undecided == null && waiting.isEmpty();
  }

  /** Adds a command behind the others; {@link #run} decides it. */
  void add(Decide request, Completable<ShardAnswer> answer) {
    if (request.keyed()
        && isKeyPending(CommandId.keyPart(request.commandId()))
        && !isUnknown(request)) {
      Shard.refuse(
          answer,
          ProblemCode.COMMAND_IN_FLIGHT,
          "A command with this Idempotency-Key is still undecided");
      return;
    }
    long deadline = shard.clock.millis() + shard.limits.deadlineMillis();
    Span span = shard.metrics.traces().begin(Stage.DECIDE, request.traceparent());
    waiting.add(new PendingCommand(request, deadline, span, answer));
    shard.metrics.mailboxDepth.increment();
  }

  /** Whether it is known already that there is no such shipment for the principal. */
  private boolean isUnknown(Decide request) {
    return actor.stream() != null
        && !shard.contexts.rights().exists(request.principal(), actor.stream(), request.command());
  }

  private boolean isKeyPending(String keyPart) {
    return (undecided != null && undecided.hasKey(keyPart))
        || waiting.stream().anyMatch(p -> p.hasKey(keyPart));
  }

  /** Decides the waiting commands in order until one is undecided or none is left. */
  void run() {
    while (actor.stream() != null && undecided == null && !waiting.isEmpty()) {
      PendingCommand next = waiting.poll();
      shard.metrics.mailboxDepth.decrement();
      process(next);
    }
    actor.workChanged();
  }

  /** Answers a command, or makes it undecided: the first reason for a refusal is its answer. */
  private void process(PendingCommand pending) {
    Decide request = pending.request();
    ShipmentStream stream = actor.loadedStream();
    if (pending.isOverdue(shard.clock.millis())) {
      pending.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "Not decided within the deadline");
      return;
    }
    if (!shard.contexts.rights().exists(request.principal(), stream, request.command())) {
      refuseUnknown(pending, stream);
      return;
    }
    String keyPart = CommandId.keyPart(request.commandId());
    Receipt known =
        pending.history() instanceof History.Found found
            ? found.receipt()
            : stream.receiptOf(keyPart);
    if (known != null) {
      replay(pending, known);
    } else if (request.keyed()
        && pending.history() instanceof History.Unasked
        && receipts.mayBeOlder(keyPart)) {
      recall(pending, keyPart);
    } else {
      judge(pending, stream);
    }
  }

  /** Refuses a command to a shipment that the principal's tenant does not have. */
  private void refuseUnknown(PendingCommand pending, ShipmentStream stream) {
    if (stream.version() > 0) {
      // A stream's tenant never changes, so other owners need not be asked.
      pending.refuse(Rights.NO_SHIPMENT);
    } else if (actor.parkReason() != null && pending.request().principal().allTenants()) {
      refuseParked(pending);
    } else {
      refuse(pending, Rights.NO_SHIPMENT);
    }
  }

  private void refuseParked(PendingCommand pending) {
    pending.refuse(
        ProblemCode.TEMPORARILY_UNAVAILABLE, "The shipment is parked: " + actor.parkReason());
  }

  /** Judges a command that is no replay: its right, then its preconditions, then the command. */
  private void judge(PendingCommand pending, ShipmentStream stream) {
    Decide request = pending.request();
    Optional<Problem> refusal =
        shard.contexts.rights().refusal(request.principal(), stream, request.command());
    if (refusal.isPresent()) {
      refuse(pending, refusal.get());
    } else if (actor.parkReason() != null) {
      refuseParked(pending);
    } else if (request.ifMatch() != null && request.ifMatch() != stream.version()) {
      refuse(
          pending,
          new Problem(
              ProblemCode.VERSION_MISMATCH,
              "The shipment's version is " + stream.version() + ", not " + request.ifMatch()));
    } else {
      decide(pending, stream);
    }
  }

  private void replay(PendingCommand pending, Receipt known) {
    if (known.commandId().equals(pending.request().commandId())) {
      pending.answer(accepted(pending, known));
    } else {
      pending.refuse(
          ProblemCode.IDEMPOTENCY_KEY_REUSED, "The Idempotency-Key was used for another payload");
    }
  }

  /** Not a replay if this request itself has appended an event. */
  private Accepted accepted(PendingCommand pending, Receipt receipt) {
    return new Accepted(actor.id(), receipt, !pending.wasAppended());
  }

  /** Asks for the receipt of a key that the stream does not have. */
  private void recall(PendingCommand pending, String keyPart) {
    undecided = pending;
    int step = pending.nextStep();
    receipts
        .find(keyPart)
        .onComplete(
            receipt -> {
              if (isCurrent(pending, step)) {
                pending.recalled(receipt);
                processAgain(pending);
              }
            },
            failure -> {
              if (isCurrent(pending, step)) {
                undecided = null;
                pending.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "The history does not answer");
                run();
              }
            });
  }

  /** Whether the command still waits for that step. */
  private boolean isCurrent(PendingCommand pending, int step) {
    return undecided == pending && pending.step() == step;
  }

  private void decide(PendingCommand pending, ShipmentStream stream) {
    Command command = pending.request().command();
    Actor by = Actor.of(pending.request().principal());
    switch (shard.contexts.decide(stream, command, by, shard.clock.instant())) {
      case Decision.Rejected rejected -> refuse(pending, rejected.problem());
      case Decision.Accepted accepted -> append(pending, stream, accepted.event());
    }
  }

  /**
   * Refuses a command that the state does not allow, after the log was read to its end. An append
   * shows that another writer has changed the state; a refusal would not.
   */
  private void refuse(PendingCommand pending, Problem problem) {
    if (pending.isStateConfirmed()) {
      pending.refuse(problem);
      return;
    }
    undecided = pending;
    int step = pending.nextStep();
    shard
        .events
        .catchUp()
        .onComplete(
            done -> {
              if (isCurrent(pending, step)) {
                if (done.succeeded()) {
                  pending.markStateConfirmed();
                  processAgain(pending);
                } else {
                  undecided = null;
                  pending.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "The log does not answer");
                  run();
                }
              }
            });
  }

  private void append(PendingCommand pending, ShipmentStream stream, Event event) {
    undecided = pending;
    pending.markAppended();
    int step = pending.nextStep();
    long start = System.nanoTime();
    Decide request = pending.request();
    Principal principal = request.principal();
    StoredEvent stored =
        shard.contexts.next(stream, principal.tenant(), request.commandId(), event);
    shard
        .events
        .append(
            actor.id(),
            shard.codec.encode(stored, shard.encodeBuffer),
            principal.caller(),
            pending.traceparent(),
            stored)
        .onComplete(
            offset -> shard.metrics.readBack(start), failure -> outcomeUnknown(pending, step));
  }

  /** Reads the log to its end; decides the command again if its event is not there. */
  private void outcomeUnknown(PendingCommand pending, int step) {
    if (isCurrent(pending, step)) {
      shard
          .events
          .catchUp()
          .onComplete(
              done -> {
                // The event of its version, own or foreign, ends the step when it is read.
                if (isCurrent(pending, step)) {
                  processAgain(pending);
                }
              });
    }
  }

  /** Processes the undecided command anew, before all others. */
  private void processAgain(PendingCommand pending) {
    undecided = null;
    waiting.addFirst(pending);
    shard.metrics.mailboxDepth.increment();
    run();
  }

  /** An event was read back as the first record with its version. */
  void confirmed(StoredEvent stored) {
    PendingCommand pending = undecided;
    if (pending == null) {
      return;
    }
    if (stored.commandId().equals(pending.request().commandId())) {
      undecided = null;
      pending.answer(accepted(pending, Receipt.of(stored)));
      run();
    } else {
      processAgain(pending);
    }
  }

  /** The shipment was parked: the undecided command is refused by that. */
  void parked() {
    if (undecided != null) {
      processAgain(undecided);
    }
  }

  /** Refuses commands whose deadline is over. */
  void tick(long nowMillis) {
    while (!waiting.isEmpty() && waiting.peek().isOverdue(nowMillis)) {
      shard.metrics.mailboxDepth.decrement();
      waiting.poll().refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "Not decided within the deadline");
    }
    if (undecided != null && undecided.isOverdue(nowMillis)) {
      // Only its caller is answered: its event may still be in the log.
      undecided.refuse(
          ProblemCode.TEMPORARILY_UNAVAILABLE, "The log did not answer within the deadline");
    }
  }

  /** Refuses all waiting commands and the undecided one. */
  void refuseAll(String detail) {
    List<PendingCommand> refused = List.copyOf(waiting);
    waiting.clear();
    shard.metrics.mailboxDepth.add(-refused.size());
    refused.forEach(p -> p.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, detail));
    if (undecided != null) {
      undecided.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, detail);
      undecided = null;
    }
  }
}

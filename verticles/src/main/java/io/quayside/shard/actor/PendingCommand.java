package io.quayside.shard.actor;

import io.quayside.common.identity.CommandId;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.trace.Span;
import io.quayside.domain.stream.Receipt;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest.Decide;
import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/** A command without a decision, and the caller that waits for it. */
final class PendingCommand {
  private static final History UNASKED = new History.Unasked();
  private static final History NOTHING = new History.Nothing();

  private final Decide request;
  private final long deadlineMillis;
  private final @Nullable Span span;

  /** Null once it is answered. */
  private @Nullable Completable<ShardAnswer> caller;

  private History history = UNASKED;
  private boolean appended;
  private boolean stateConfirmed;
  private int step;

  /** What the history of older commands says about the command's key. */
  sealed interface History {
    /** It was not asked. */
    record Unasked() implements History {}

    /** It has no command with that key. */
    record Nothing() implements History {}

    record Found(Receipt receipt) implements History {}
  }

  /** {@code span}: ends with the answer; null where the command is not traced. */
  PendingCommand(
      Decide request, long deadlineMillis, @Nullable Span span, Completable<ShardAnswer> caller) {
    this.request = request;
    this.span = span;
    this.deadlineMillis = deadlineMillis;
    this.caller = caller;
  }

  Decide request() {
    return request;
  }

  /** Answers the caller, unless it was answered at its deadline. */
  void answer(ShardAnswer answer) {
    if (caller != null) {
      Completable<ShardAnswer> answered = caller;
      caller = null;
      if (span != null) {
        end(span, answer);
      }
      answered.succeed(answer);
    }
  }

  private void end(Span ended, ShardAnswer answer) {
    ended.tag("quayside.shipment_id", request.shipmentId());
    ended.tag("quayside.command", request.command().getClass().getSimpleName());
    if (answer instanceof Refused refused) {
      ended.tag("error.type", refused.problem().code().code());
    }
    ended.end();
  }

  /** What the command's event is traced by, or null. */
  @Nullable String traceparent() {
    return span == null ? request.traceparent() : span.traceparent();
  }

  void refuse(ProblemCode code, String detail) {
    refuse(new Problem(code, detail));
  }

  void refuse(Problem problem) {
    answer(new Refused(problem));
  }

  boolean hasKey(String keyPart) {
    return request.keyed() && CommandId.keyPart(request.commandId()).equals(keyPart);
  }

  boolean isOverdue(long nowMillis) {
    return nowMillis >= deadlineMillis;
  }

  /** An event of this command was handed to the log; its outcome may be unknown. */
  void markAppended() {
    appended = true;
  }

  /** Whether an event of this command was ever handed to the log. */
  boolean wasAppended() {
    return appended;
  }

  /**
   * Begins the next asynchronous step and returns its number. A completion counts only if {@link
   * #step} still has that number.
   */
  int nextStep() {
    return ++step;
  }

  int step() {
    return step;
  }

  /** The log was read to its end: a refusal by the state after that is justified. */
  void markStateConfirmed() {
    stateConfirmed = true;
  }

  boolean isStateConfirmed() {
    return stateConfirmed;
  }

  /** The history has been asked; {@code receipt} is null if it has none. */
  void recalled(@Nullable Receipt receipt) {
    history = receipt == null ? NOTHING : new History.Found(receipt);
  }

  History history() {
    return history;
  }
}

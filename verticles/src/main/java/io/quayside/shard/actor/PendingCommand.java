package io.quayside.shard.actor;

import io.quayside.common.identity.CommandId;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Receipt;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest.Decide;
import io.vertx.core.Completable;

/** A command on its way to a decision, and the caller who waits for it. */
final class PendingCommand {
  private final Decide request;
  private final long deadlineMillis;

  /** Null when it has been told. */
  private Completable<ShardAnswer> caller;

  private boolean attempted;
  private int turn;
  private boolean historyAsked;
  private boolean confirmed;
  private Receipt recalled;

  PendingCommand(Decide request, long deadlineMillis, Completable<ShardAnswer> caller) {
    this.request = request;
    this.deadlineMillis = deadlineMillis;
    this.caller = caller;
  }

  Decide request() {
    return request;
  }

  /** Answers, unless the caller has been told before that the deadline is over. */
  void answer(ShardAnswer given) {
    if (caller != null) {
      Completable<ShardAnswer> told = caller;
      caller = null;
      told.succeed(given);
    }
  }

  void refuse(ProblemCode code, String detail) {
    answer(new Refused(code, detail));
  }

  boolean hasKey(String keyPart) {
    return request.keyed() && CommandId.keyPart(request.commandId()).equals(keyPart);
  }

  boolean overdue(long nowMillis) {
    return nowMillis >= deadlineMillis;
  }

  /** Its event is on its way to the log. */
  void appending() {
    attempted = true;
  }

  /** Whether its event was ever on its way to the log. */
  boolean attempted() {
    return attempted;
  }

  /** Marks what the command waits for now, so that an older completion is known to be stale. */
  int nextTurn() {
    return ++turn;
  }

  int turn() {
    return turn;
  }

  /** All that the log had when it was to be refused has been read, or cannot be. */
  void confirm(boolean read) {
    confirmed = read;
    if (!read) {
      refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "The log does not answer");
    }
  }

  boolean confirmed() {
    return confirmed;
  }

  void recalled(Receipt receipt) {
    historyAsked = true;
    recalled = receipt;
  }

  boolean historyAsked() {
    return historyAsked;
  }

  Receipt recalled() {
    return recalled;
  }
}

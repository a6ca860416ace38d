package io.quayside.notify.letter;

import io.quayside.common.problem.Faults;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Discards all parked letters of a consumer, some at a time. */
record Discards(LetterStore store, Letters letters) {
  private static final String SOME = "consumer = $1 and state = 'PARKED' limit 100";

  /** Completes when none is parked; fails if Kafka or PostgreSQL is away. */
  Future<Void> all(String consumer, String reason) {
    return store
        .letters(SOME, Tuple.of(consumer))
        .compose(
            some ->
                some.isEmpty()
                    ? Future.succeededFuture()
                    : Future.join(some.stream().map(one -> discard(one, reason)).toList())
                        .compose(done -> all(consumer, reason)));
  }

  /** A letter that another caller has handed back meanwhile is done too. */
  private Future<Void> discard(KeptLetter letter, String reason) {
    return letters
        .discard(letter, reason, Letters.GATEWAY, null)
        .<Void>mapEmpty()
        .recover(
            failure ->
                Faults.toProblem(failure).code() == ProblemCode.ILLEGAL_TRANSITION
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }
}

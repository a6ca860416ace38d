package io.quayside.domain;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;

/** The answer to a command: one event, or the reason for a refusal. */
public sealed interface Decision {
  record Accepted(Event event) implements Decision {}

  record Rejected(Problem problem) implements Decision {
    /** {@code detail} completes the problem document's title for the caller. */
    public Rejected(ProblemCode code, String detail) {
      this(new Problem(code, detail));
    }

    /**
     * The refusal of a command that the state does not allow; {@code state} names the status, as
     * {@code Tender 1 is OFFERED}.
     */
    public static Rejected byState(String state, Command command) {
      return new Rejected(
          ProblemCode.ILLEGAL_TRANSITION,
          state + ": " + command.getClass().getSimpleName() + " is not allowed");
    }
  }
}

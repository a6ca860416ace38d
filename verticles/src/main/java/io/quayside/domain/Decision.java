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
  }
}

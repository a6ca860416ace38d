package io.quayside.domain;

import io.quayside.common.problem.ProblemCode;

/** The answer to a command: one event, or the reason for a refusal. */
public sealed interface Decision {
  record Accepted(Event event) implements Decision {}

  /** {@code detail} completes the problem document's title for the caller. */
  record Rejected(ProblemCode code, String detail) implements Decision {}
}

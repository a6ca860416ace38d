package io.quayside.edge.admin;

import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;

/** Failures of Kafka and PostgreSQL as answers. */
final class Unavailable {
  private Unavailable() {}

  /** The problem that a failure is, or {@code temporarily-unavailable} for any other failure. */
  static Throwable where(Throwable failure) {
    if (failure instanceof ProblemException) {
      return failure;
    }
    Faults.report("a request to Kafka or PostgreSQL", failure);
    return new Problem(ProblemCode.TEMPORARILY_UNAVAILABLE, "A service behind does not answer")
        .toException();
  }
}

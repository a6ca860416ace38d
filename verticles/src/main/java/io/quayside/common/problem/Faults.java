package io.quayside.common.problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns failures of futures into problems. An unexpected failure is logged. */
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  /** The problem that a failure carries, or {@code internal-error} for an unexpected one. */
  public static Problem toProblem(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    LOG.error("a request failed", failure);
    return new Problem(ProblemCode.INTERNAL_ERROR, "The gateway failed; the operator's log has it");
  }
}

package io.quayside.common.problem;

import org.slf4j.LoggerFactory;

/** Turns failures of futures into problems. An unexpected failure is logged, within bounds. */
public final class Faults {
  private static final FaultLog LOG = new FaultLog(LoggerFactory.getLogger(Faults.class));

  private Faults() {}

  /** The problem that a failure carries, or {@code internal-error} for an unexpected one. */
  public static Problem toProblem(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    report("a request", failure);
    return new Problem(ProblemCode.INTERNAL_ERROR, "The gateway failed; the operator's log has it");
  }

  /** Logs a fault that nobody is answered with; {@code what} completes the line "… failed". */
  public static void report(String what, Throwable fault) {
    LOG.report(what, fault);
  }
}

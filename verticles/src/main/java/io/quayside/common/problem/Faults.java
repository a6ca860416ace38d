package io.quayside.common.problem;

import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Turns failures of futures into problems. An unexpected failure is logged, within bounds. */
public final class Faults {
  private static final FaultLog LOG = new FaultLog(LoggerFactory.getLogger(Faults.class));

  private Faults() {}

  /** The problem that a failure carries, or {@code internal-error} for an unexpected one. */
  public static Problem toProblem(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    LOG.report(Level.ERROR, "a request", failure);
    return new Problem(ProblemCode.INTERNAL_ERROR, "The gateway failed; the operator's log has it");
  }

  /**
   * Logs a fault that nobody is answered with; {@code what} completes the line "… failed". What
   * only took too long, as with a slow PostgreSQL, is a warning.
   */
  public static void report(String what, Throwable fault) {
    LOG.report(fault instanceof TimeoutException ? Level.WARN : Level.ERROR, what, fault);
  }
}

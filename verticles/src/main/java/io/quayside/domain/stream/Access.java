package io.quayside.domain.stream;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;

/** Whether a principal may do something to a shipment. */
public enum Access {
  GRANTED,
  /** The principal may know of the shipment, but not do this. */
  FORBIDDEN,
  /** The principal may not know that there is such a shipment, or there is none. */
  NOT_FOUND;

  private static final Problem NO_SHIPMENT =
      new Problem(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment");
  private static final Problem NOT_ALLOWED =
      new Problem(ProblemCode.FORBIDDEN, "The caller may not do this to this shipment");

  /** The refusal; must not be asked of {@link #GRANTED}. */
  public Problem refusal() {
    return switch (this) {
      case FORBIDDEN -> NOT_ALLOWED;
      case NOT_FOUND -> NO_SHIPMENT;
      case GRANTED -> throw new IllegalStateException("access is granted");
    };
  }
}

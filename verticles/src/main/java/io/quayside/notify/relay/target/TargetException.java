package io.quayside.notify.relay.target;

/** A fault of a target as a failure of a future. Has no stack trace. */
public final class TargetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient TargetFault fault;

  TargetException(TargetFault fault) {
    super(fault.code().code() + ": " + fault.detail(), null, false, false);
    this.fault = fault;
  }

  public TargetFault fault() {
    return fault;
  }

  /** The fault of a failure; one that a target does not know is that the target is away. */
  public static TargetFault faultOf(Throwable failure) {
    return failure instanceof TargetException known
        ? known.fault
        : TargetFault.away(failure.getClass().getSimpleName());
  }
}

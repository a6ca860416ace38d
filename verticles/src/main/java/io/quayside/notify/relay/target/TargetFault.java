package io.quayside.notify.relay.target;

/**
 * Why a target takes nothing now.
 *
 * @param detail in our words; never a secret
 * @param isFinal whether it needs an operator
 */
public record TargetFault(CauseCode code, String detail, boolean isFinal) {
  private static final int MAX_DETAIL = 300;

  public TargetFault {
    detail = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
  }

  /** The target is away. */
  public static TargetFault away(String detail) {
    return new TargetFault(CauseCode.CONNECT_FAILED, detail, false);
  }

  /** The target refuses, and may take the same later. */
  public static TargetFault refused(String detail) {
    return new TargetFault(CauseCode.REFUSED, detail, false);
  }

  /** The fault as a failure of a future. */
  public TargetException toException() {
    return new TargetException(this);
  }
}

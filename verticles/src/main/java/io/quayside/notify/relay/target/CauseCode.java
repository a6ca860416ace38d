package io.quayside.notify.relay.target;

/** Why a relay does not run, as its status names it. */
public enum CauseCode {
  CONNECT_FAILED("connect-failed"),
  REFUSED("refused"),
  NACKED("nacked"),
  UNROUTABLE("unroutable"),
  FOREIGN_ENTRY("foreign-entry"),
  LOG_BEHIND_TARGET("log-behind-target");

  private final String code;

  CauseCode(String code) {
    this.code = code;
  }

  /** The stable name. */
  public String code() {
    return code;
  }
}

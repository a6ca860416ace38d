package io.quayside.gateway.tools;

import org.jspecify.annotations.Nullable;

/** The end of a command that did not do what it was told to: one line, and the exit status. */
public final class ToolException extends RuntimeException {
  /** Something was found, or refused. */
  public static final int FOUND = 1;

  /** The command was misused, or what it needs is not reachable. */
  public static final int NOT_REACHABLE = 2;

  private final int status;

  private ToolException(int status, String line, @Nullable Throwable cause) {
    super(line, cause);
    this.status = status;
  }

  static ToolException found(String line) {
    return new ToolException(FOUND, line, null);
  }

  public static ToolException misused(String line) {
    return new ToolException(NOT_REACHABLE, line, null);
  }

  static ToolException notReachable(String what, Throwable cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String line = reason.strip().lines().findFirst().orElse("");
    return new ToolException(NOT_REACHABLE, what + " is not reachable: " + line, cause);
  }

  int status() {
    return status;
  }
}

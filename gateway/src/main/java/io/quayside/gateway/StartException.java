package io.quayside.gateway;

import org.jspecify.annotations.Nullable;

/** The reason for a failed start: one line for the terminal, and the exit status. */
final class StartException extends RuntimeException {
  /** Exit status of a start that failed halfway. */
  static final int FAILED = 1;

  /** Exit status of a refused start: nothing was started. */
  static final int REFUSED = 2;

  private final int status;
  private final String line;

  private StartException(int status, String line, @Nullable Throwable cause) {
    super(line, cause);
    this.status = status;
    this.line = line;
  }

  static StartException refused(String line) {
    return new StartException(REFUSED, line, null);
  }

  static StartException failed(String what, Throwable cause) {
    return new StartException(FAILED, what + ": " + reasons(cause), cause);
  }

  int status() {
    return status;
  }

  /** The message, one line for the terminal. */
  String line() {
    return line;
  }

  /**
   * What the exception and its causes say, in one line; what one repeats of another is left out.
   */
  private static String reasons(Throwable failure) {
    var line = new StringBuilder();
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      var text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      // Some libraries write whole tables; the first line is the sentence.
      text = text.strip().lines().findFirst().orElse("");
      if (line.indexOf(text) < 0) {
        line.append(line.isEmpty() ? text : " (" + text + ")");
      }
    }
    return line.toString();
  }
}

package io.quayside.notify.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt.
 *
 * @param httpStatus of the answer; null where there was none
 * @param error null where the event was taken
 * @param retryAfterSeconds what an answer with 429 or 503 asked for; 0: nothing
 */
public record AttemptResult(
    @Nullable Integer httpStatus,
    @Nullable AttemptError error,
    long durationMillis,
    long retryAfterSeconds) {
  private static final int GONE = 410;

  static AttemptResult failed(AttemptError error, long durationMillis) {
    return new AttemptResult(null, error, durationMillis, 0);
  }

  static AttemptResult answered(int status, long durationMillis, long retryAfterSeconds) {
    return new AttemptResult(status, errorOf(status), durationMillis, retryAfterSeconds);
  }

  private static @Nullable AttemptError errorOf(int status) {
    if (status >= 200 && status < 300) {
      return null;
    }
    if (status == GONE) {
      return AttemptError.GONE;
    }
    return status >= 300 && status < 400 ? AttemptError.REDIRECT : AttemptError.STATUS;
  }

  public boolean isOk() {
    return error == null;
  }
}

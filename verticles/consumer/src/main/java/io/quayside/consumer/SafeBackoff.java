package io.quayside.consumer;

import java.time.Duration;

/** The pauses of a backoff, of 0 to 365 days; the default's where it throws or answers null. */
record SafeBackoff(Backoff backoff, Backoff otherwise) implements Backoff {
  private static final Duration LONGEST = Duration.ofDays(365);

  @Override
  public Duration after(int attempt) {
    Duration pause = null;
    try {
      pause = backoff.after(attempt);
    } catch (Throwable e) {
      Log.warn("a backoff failed", e);
    }
    if (pause == null) {
      return otherwise.after(attempt);
    }
    return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}

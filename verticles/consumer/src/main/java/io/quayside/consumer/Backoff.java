package io.quayside.consumer;

import java.time.Duration;

/** How long to wait before a retry. */
@FunctionalInterface
public interface Backoff {
  /** The pause behind the failed attempt of that number, which counts from 1. */
  Duration after(int attempt);

  /**
   * Twice as long after each attempt, from {@code first} to {@code longest}.
   *
   * @throws IllegalArgumentException unless 0 &lt; first &lt;= longest
   */
  static Backoff exponential(Duration first, Duration longest) {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("a backoff needs 0 < first <= longest");
    }
    return attempt -> {
      Duration pause = first;
      for (int i = 1; i < attempt && pause.compareTo(longest) < 0; i++) {
        pause = pause.multipliedBy(2);
      }
      return pause.compareTo(longest) < 0 ? pause : longest;
    };
  }

  /** Always the same pause. */
  static Backoff fixed(Duration pause) {
    if (pause.isNegative()) {
      throw new IllegalArgumentException("a pause is not negative");
    }
    return attempt -> pause;
  }
}

package io.quayside.loadtest;

import java.time.Duration;
import java.util.Optional;

/**
 * How much is asked of the gateway at the height of a profile.
 *
 * @param users clients, 1–100,000
 * @param perSecond positions or commands of all of them together; 0: no pace is kept
 */
record Load(int users, double perSecond) {
  private static final int MOST_USERS = 100_000;
  private static final double HIGHEST_RATE = 1_000_000;

  Load {
    if (users < 1 || users > MOST_USERS) {
      throw new SettingsException("users must be 1 to %d; it is %d".formatted(MOST_USERS, users));
    }
    if (!(perSecond >= 0 && perSecond <= HIGHEST_RATE)) {
      throw new SettingsException(
          "rate must be 0 to %.0f a second; it is %s".formatted(HIGHEST_RATE, perSecond));
    }
  }

  /** How often each user sends, if {@code messages} go at once; empty without a pace. */
  Optional<Duration> interval(int messages) {
    return perSecond == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) (1e9 * users * messages / perSecond)));
  }

  /** A part of it, though at least one user. */
  Load part(Share share) {
    return new Load(
        Math.max(1, Math.round(users * share.usersPercent() / 100f)),
        perSecond * share.ratePercent() / 100);
  }

  /** A scenario's part in a mixed run; each percentage is 1–100. */
  record Share(int usersPercent, int ratePercent) {
    Share {
      if (usersPercent < 1 || usersPercent > 100 || ratePercent < 1 || ratePercent > 100) {
        throw new SettingsException(
            "users and rate of a scenario in mix must be 1 to 100 percent; they are %d and %d"
                .formatted(usersPercent, ratePercent));
      }
    }
  }
}

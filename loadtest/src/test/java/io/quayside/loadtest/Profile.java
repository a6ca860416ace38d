package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;

import io.gatling.javaapi.core.OpenInjectionStep;
import java.time.Duration;
import java.util.List;

/** How many of the users are there in the course of a run. */
enum Profile {
  /** All of them, all the time. */
  STEADY,
  /** One more after the other, the last at the end. */
  RAMP,
  /** A part of them, and the others as well in the middle fifth of the time. */
  SPIKE;

  private static final double SPIKE_FROM = 0.4;
  private static final double SPIKE_TO = 0.6;

  static Profile of(String key) {
    return Names.named("profile", values(), key);
  }

  /** When {@code users} come. */
  List<OpenInjectionStep> arrivals(int users, Timing timing) {
    return switch (this) {
      case STEADY -> List.of(rampUsers(users).during(timing.ramp()));
      case RAMP -> List.of(rampUsers(users).during(timing.whole()));
      case SPIKE -> {
        int always = Math.max(1, users / timing.spikeFactor());
        yield List.of(
            rampUsers(always).during(timing.ramp()),
            nothingFor(timing.part(SPIKE_FROM).minus(timing.ramp())),
            rampUsers(users - always).during(timing.part((SPIKE_TO - SPIKE_FROM) / 4)));
      }
    };
  }

  /** When a user goes who came at {@code arrived}, both counted from the start of the run. */
  Duration departure(Duration arrived, Timing timing) {
    return switch (this) {
      case STEADY, RAMP -> timing.whole();
      case SPIKE ->
          arrived.compareTo(timing.part(SPIKE_FROM)) < 0 ? timing.whole() : timing.part(SPIKE_TO);
    };
  }

  /**
   * The times of a run.
   *
   * @param whole 1 s to 24 h
   * @param ramp over which a first crowd arrives; cut to a quarter of the whole
   * @param spikeFactor how many times the usual users there are in a spike, 2–1,000
   */
  record Timing(Duration whole, Duration ramp, int spikeFactor) {
    private static final Duration LONGEST = Duration.ofHours(24);

    Timing {
      if (whole.compareTo(Duration.ofSeconds(1)) < 0 || whole.compareTo(LONGEST) > 0) {
        throw new SettingsException(
            "seconds must be 1 to %d; it is %d".formatted(LONGEST.toSeconds(), whole.toSeconds()));
      }
      if (ramp.isNegative()) {
        throw new SettingsException("rampSeconds must not be negative; it is " + ramp.toSeconds());
      }
      Duration longestRamp = whole.dividedBy(4);
      ramp = ramp.compareTo(longestRamp) < 0 ? ramp : longestRamp;
      if (spikeFactor < 2 || spikeFactor > 1_000) {
        throw new SettingsException("spikeFactor must be 2 to 1000; it is " + spikeFactor);
      }
    }

    Duration part(double of) {
      return Duration.ofMillis(Math.round(whole.toMillis() * of));
    }
  }
}

package io.quayside.notify.lane;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The pauses between attempts, each changed by up to 10 %, so that what failed at the same moment
 * does not come again at the same moment.
 *
 * @param seconds pauses after the first, second … failed attempt
 */
public record Schedule(List<Integer> seconds) {
  /** The most seconds between two probes of an endpoint. */
  private static final int MAX_PROBE_SECONDS = 300;

  private static final int FIRST_PROBE_SECONDS = 5;

  private static final double JITTER = 0.1;

  public Schedule {
    seconds = List.copyOf(seconds);
  }

  /** Whether so many attempts have used it up. */
  public boolean isExhausted(int attempts) {
    return attempts > seconds.size();
  }

  /** The pause after so many failed attempts, at least 1; beyond the last step the last one. */
  public long pauseMillis(int attempts, RandomGenerator random) {
    return jittered(seconds.get(Math.min(attempts, seconds.size()) - 1), random);
  }

  /**
   * The pause before the probe after so many failed ones: before the first one 5 s, then by the
   * steps.
   */
  public long probePauseMillis(int probes, RandomGenerator random) {
    int step =
        probes == 0 ? FIRST_PROBE_SECONDS : seconds.get(Math.min(probes, seconds.size()) - 1);
    return jittered(Math.min(step, MAX_PROBE_SECONDS), random);
  }

  private static long jittered(int seconds, RandomGenerator random) {
    return (long) (1_000 * seconds * (1 - JITTER + 2 * JITTER * random.nextDouble()));
  }
}

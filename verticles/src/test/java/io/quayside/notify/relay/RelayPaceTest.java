package io.quayside.notify.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.scheduling.ManualScheduler;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound on events per second. */
class RelayPaceTest {
  private static final int MANY = 1_000_000;

  private final ManualScheduler scheduler = new ManualScheduler();

  /** How many events began in each 10 ms of a minute in which a relay had more of them. */
  private int[] taken(int perSecond, int everyMillis) {
    var pace = new RelayPace(perSecond, scheduler);
    int[] taken = new int[6_000];
    for (int millis = 0; millis < 60_000; millis += everyMillis) {
      taken[millis / 10] += pace.take(MANY);
      scheduler.advance(everyMillis);
    }
    return taken;
  }

  private static int mostInASecond(int[] taken) {
    int most = 0;
    for (int from = 0; from + 100 <= taken.length; from++) {
      most = Math.max(most, IntStream.range(from, from + 100).map(i -> taken[i]).sum());
    }
    return most;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 10, 30, 100, 3_000, 100_000})
  void shouldKeepTheBoundInEverySecondAndReachIt(int perSecond) {
    for (int everyMillis : new int[] {1, 10, 13}) {
      int[] taken = taken(perSecond, everyMillis);

      assertThat(mostInASecond(taken)).isLessThanOrEqualTo(perSecond);
      assertThat(IntStream.of(taken).sum())
          .as("%d per second, asked for every %d ms", perSecond, everyMillis)
          .isGreaterThan((int) (0.96 * 60 * perSecond));
    }
  }

  @Test
  void shouldKeepTheBoundBehindAPause() {
    var pace = new RelayPace(10, scheduler);
    scheduler.advance(60_000);

    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += pace.take(MANY);
      scheduler.advance(10);
    }

    assertThat(taken).isEqualTo(10);
  }

  @Test
  void shouldGrantAgainWhatWasGivenBack() {
    var pace = new RelayPace(100, scheduler);
    scheduler.advance(1_000);
    int taken = pace.take(MANY);
    assertThat(pace.take(MANY)).isZero();

    pace.giveBack(taken);

    assertThat(pace.take(MANY)).isEqualTo(taken);
  }

  @Test
  void shouldGrantAllWithoutABound() {
    assertThat(new RelayPace(null, scheduler).take(MANY)).isEqualTo(MANY);
  }
}

package io.quayside.notify.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.scheduling.ManualScheduler;
import org.junit.jupiter.api.Test;

/** The bound on events per second. */
class RelayPaceTest {
  private static final int MANY = 1_000_000;

  private final ManualScheduler scheduler = new ManualScheduler();

  /** The most events of any second, asked for every 10 ms during a minute. */
  private int mostInASecond(int perSecond) {
    var pace = new RelayPace(perSecond, scheduler);
    int[] taken = new int[6_000];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = pace.take(MANY);
      scheduler.advance(10);
    }
    int most = 0;
    for (int from = 0; from + 100 <= taken.length; from++) {
      int sum = 0;
      for (int i = from; i < from + 100; i++) {
        sum += taken[i];
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  @Test
  void shouldKeepTheBoundInEverySecondAndNearlyReachIt() {
    for (int perSecond : new int[] {1, 7, 100, 3_000, 100_000}) {
      assertThat(mostInASecond(perSecond))
          .as("%d per second", perSecond)
          .isBetween((int) Math.floor(0.9 * perSecond), perSecond);
    }
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

package io.quayside.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  /** Lanes that were taken up and not sent waited half a second each, and the rate was lost. */
  @Test
  void shouldReserveOneTurnAndTakeBackWhatIsNotUsed() {
    assertThat(pace.waitNanos(1)).isNotPositive();

    pace.reserve(1);
    assertThat(pace.waitNanos(1)).isPositive();
    pace.giveBack(1);
    assertThat(pace.waitNanos(1)).isNotPositive();

    pace.reserve(1);
    assertThat(pace.begin(1)).isTrue();
    pace.giveBack(1);
    assertThat(pace.waitNanos(1)).as("an attempt has begun").isPositive();
    assertThat(pace.begin(1)).isFalse();
  }

  @Test
  void shouldNotWaitWithoutABound() {
    pace.reserve(null);
    assertThat(pace.begin(null)).isTrue();
    assertThat(pace.begin(null)).isTrue();
    assertThat(pace.waitNanos(null)).isZero();
  }
}

package io.quayside.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayPaceTest {
  private static final int PER_SECOND = 1_000;
  private static final int RECORDS = 1_000_000;

  @Test
  void shouldKeepThePaceOfAllCallersTogether() {
    ReplayPace pace = new ReplayPace();

    assertThat(pace.reserve(RECORDS, PER_SECOND)).isZero();
    assertThat(pace.reserve(RECORDS, PER_SECOND)).isBetween(900_000L, 1_000_000L);
    assertThat(pace.reserve(1, PER_SECOND)).isBetween(1_900_000L, 2_000_000L);
  }
}

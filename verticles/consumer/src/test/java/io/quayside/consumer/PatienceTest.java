package io.quayside.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pauses while the database is away. */
class PatienceTest {
  @Test
  void shouldWaitFromATenthOfASecondToFiveSeconds() {
    assertThat(Stream.iterate(Patience.FIRST_PAUSE, Patience::next).limit(9))
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L, 5_000L);
  }
}

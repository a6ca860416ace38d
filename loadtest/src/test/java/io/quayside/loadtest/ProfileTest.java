package io.quayside.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.loadtest.Profile.Timing;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileTest {
  private static final Timing MINUTE =
      new Timing(Duration.ofSeconds(60), Duration.ofSeconds(10), 5);

  @ParameterizedTest
  @EnumSource
  void shouldKeepWhoeverComesFirstUntilTheEnd(Profile profile) {
    assertThat(profile.departure(Duration.ofSeconds(1), MINUTE)).isEqualTo(MINUTE.whole());
  }

  @Test
  void shouldSendTheCrowdOfASpikeAwayWhenThatIsOver() {
    assertThat(Profile.SPIKE.departure(Duration.ofSeconds(24), MINUTE)).hasSeconds(36);
    assertThat(Profile.RAMP.departure(Duration.ofSeconds(24), MINUTE)).hasSeconds(60);
  }

  @Test
  void shouldCutTheRampOfAShortRun() {
    var timing = new Timing(Duration.ofSeconds(8), Duration.ofSeconds(10), 5);

    assertThat(timing.ramp()).hasSeconds(2);
  }
}

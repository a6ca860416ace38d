package io.quayside.domain.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random plans and random events around them: the invariants hold, and the process rests. */
class BookingPropertyTest {
  private static final int SEEDS = 400;
  private static final int STEPS = 60;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldHoldTheInvariants(long seed) {
    Random random = new Random(seed);
    BookingTrial trial = BookingTrial.booked();
    if (random.nextInt(10) > 0) {
      trial.sends("StartBooking", BookingChance.plan(random));
    }
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(3) == 0) {
        trial.passes(Duration.ofSeconds(1L << random.nextInt(12)));
      } else if (random.nextInt(20) == 0) {
        trial.sleeps(Duration.ofHours(2)).rests();
      } else {
        trial.tries(BookingChance.command(random, trial.stream(), trial.now()));
      }
      assertThat(trial.next()).isNotInstanceOf(Next.Act.class);
      BookingInvariants.checkState(trial.stream());
    }
    BookingInvariants.check(trial.events());
  }
}

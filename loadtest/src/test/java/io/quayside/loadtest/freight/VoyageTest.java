package io.quayside.loadtest.freight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VoyageTest {
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final double STEP_HOURS = STEP.toSeconds() / 3600.0;

  @Test
  void shouldMoveAsFastAsItSaysAtSpeedsOfItsMode() {
    for (int number = 0; number < 300; number++) {
      Consignment consignment = new Fleet(3).consignment(number);
      Voyage voyage = consignment.voyage();
      for (int i = 0; i < 60; i++) {
        Fix here = voyage.after(STEP.multipliedBy(i));
        Fix next = voyage.after(STEP.multipliedBy(i + 1L));
        if (next.speedKph() == 0) {
          break; // it is there
        }
        double movedKph = new GreatCircle(here.point(), next.point()).lengthKm() / STEP_HOURS;
        double saidKph = (here.speedKph() + next.speedKph()) / 2;

        assertThat(movedKph).isCloseTo(saidKph, within(saidKph * 0.01));
        assertThat(saidKph)
            .isBetween(
                consignment.lane().mode().slowestKph() * (1 - Voyage.SWAY),
                consignment.lane().mode().fastestKph() * (1 + Voyage.SWAY));
      }
    }
  }

  @Test
  void shouldHeadWhereItGoes() {
    for (int number = 0; number < 300; number++) {
      Voyage voyage = new Fleet(4).consignment(number).voyage();
      Fix here = voyage.after(Duration.ZERO);
      Fix next = voyage.after(STEP);

      double headingDeg = new GreatCircle(here.point(), next.point()).headingDeg();

      assertThat(here.headingDeg()).isBetween(0.0, 359.9999999);
      assertThat(Math.abs((headingDeg - here.headingDeg() + 540) % 360 - 180)).isLessThan(0.5);
    }
  }

  @Test
  void shouldLieStillOnceItIsThere() {
    Voyage voyage = new Fleet(5).consignment(0).voyage();

    Fix fix = voyage.after(Duration.ofDays(100));

    assertThat(fix.point()).isEqualTo(voyage.way().to());
    assertThat(fix.speedKph()).isZero();
  }
}

package io.quayside.loadtest.freight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GreatCircleTest {
  private static final Point NORTH_POLE = new Point(90, 0);
  private static final double QUARTER_KM = 10_007.6;

  private final GreatCircle equator = new GreatCircle(new Point(0, 170), new Point(0, -100));

  @Test
  void shouldMeasureQuartersOfTheGlobe() {
    assertThat(equator.lengthKm()).isCloseTo(QUARTER_KM, within(1.0));
    assertThat(new GreatCircle(new Point(0, 33), NORTH_POLE).lengthKm())
        .isCloseTo(QUARTER_KM, within(1.0));
  }

  @Test
  void shouldGoTheShorterWayAcrossTheDateLine() {
    assertThat(equator.headingDeg()).isCloseTo(90, within(1e-9));
    assertThat(equator.at(QUARTER_KM / 3).lon()).isCloseTo(-160, within(0.01));
  }

  @Test
  void shouldHeadNorthAtTheStartOfAWayToTheNorth() {
    var way = new GreatCircle(new Point(51.9, 4.5), new Point(51.9, -95));

    assertThat(way.headingDeg()).isBetween(300.0, 330.0);
    assertThat(way.at(way.lengthKm() / 2).lat()).isGreaterThan(60);
  }

  @Test
  void shouldStayWithinItsEnds() {
    assertThat(equator.at(-5)).isEqualTo(equator.at(0));
    assertThat(equator.at(1e6).lon()).isCloseTo(-100, within(1e-9));
    assertThat(new GreatCircle(NORTH_POLE, NORTH_POLE).at(1)).isEqualTo(NORTH_POLE);
  }
}

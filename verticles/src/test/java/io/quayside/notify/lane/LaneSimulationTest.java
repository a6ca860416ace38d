package io.quayside.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A consumer on owners that overlap and crash, before and after their writes, over a receiver that
 * fails, with letters that are redriven and discarded, twice at once, and replays. An owner whose
 * rows were changed goes on with its attempts under way. The seed is the test's argument.
 */
class LaneSimulationTest {
  private static final int SEEDS = 300;
  private static final int STEPS = 600;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldDeliverEveryVersionInOrderOrHaveItsDiscardOnRecord(long seed) {
    LaneWorld world = new LaneWorld(seed);
    for (int step = 0; step < STEPS; step++) {
      world.step();
    }

    world.comeToRest();

    assertThat(world.undelivered()).as("neither delivered nor discarded").isEmpty();
    assertThat(world.lanesLeft()).as("lanes of shipments that are current").isZero();
    assertThat(world.cursorsAtTheEnd()).isTrue();
  }

  /** That the simulation reaches what it is for. */
  @ParameterizedTest
  @MethodSource("oneSeed")
  void shouldSeeFailuresCrashesAndLetters(long seed) {
    LaneWorld world = new LaneWorld(seed);
    for (int step = 0; step < 10 * STEPS; step++) {
      world.step();
    }

    assertThat(world.takeovers()).isGreaterThan(20);
    assertThat(world.takenAgain()).isGreaterThan(20);
    assertThat(world.writesOfFormerOwners()).isPositive();
    assertThat(world.parkings()).isGreaterThan(5);
    assertThat(world.redrivesInVain()).isPositive();
    assertThat(world.discards()).isPositive();
  }

  static LongStream oneSeed() {
    return LongStream.of(7);
  }
}

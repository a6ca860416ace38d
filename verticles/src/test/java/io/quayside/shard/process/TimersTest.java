package io.quayside.shard.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.shard.process.Timers.Timer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimersTest {
  private static final int BOUND = 1_000;
  private static final int MANY = 100_000;

  @Test
  void shouldKeepTheEarliestUpToItsBound() {
    var timers = new Timers(BOUND);

    // In an order without a meaning: 7 and the count have no common divisor.
    IntStream.range(0, MANY)
        .map(i -> (int) (i * 7L % MANY))
        .forEach(at -> timers.set(new Timer(at, "default", "shipment-" + at)));

    assertThat(timers.size()).isEqualTo(BOUND);
    for (int at = 0; at < BOUND; at++) {
      assertThat(timers.pollDue(MANY)).isEqualTo(new Timer(at, "default", "shipment-" + at));
    }
    assertThat(timers.isEmpty()).isTrue();
    assertThat(timers.has("shipment-0")).isFalse();
  }

  @Test
  void shouldKeepOneTimerAShipment() {
    var timers = new Timers(BOUND);
    timers.set(new Timer(5, "default", "a"));
    timers.set(new Timer(9, "default", "a"));
    timers.set(new Timer(7, "default", "b"));

    assertThat(timers.pollDue(6)).isNull();
    assertThat(timers.pollDue(8)).isEqualTo(new Timer(7, "default", "b"));
    timers.remove("a");
    assertThat(timers.first()).isNull();
  }
}

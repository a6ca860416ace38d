package io.quayside.edge.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.common.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputThrottleTest {
  private static final int LIMIT = 4;

  private final InMemoryWire wire = new InMemoryWire(1);
  private final List<String> calls = new ArrayList<>();
  private final SendQueue queue =
      new SendQueue(
          wire,
          new LiveLimits(100, 1_000, 1, 1, 1, LIMIT, 1, 1),
          new Metrics(new SimpleMeterRegistry()),
          new SendQueue.Listener() {
            @Override
            public void queueClosed() {}

            @Override
            public void queueDrained() {
              throttle.adjust();
            }
          });
  private final InputThrottle throttle =
      new InputThrottle(LIMIT, queue, () -> calls.add("pause"), () -> calls.add("resume"));

  @Test
  void shouldPauseAtItsLimitAndResumeAtHalfOfIt() {
    throttle.taken(3);
    assertThat(throttle.isPaused()).isFalse();
    throttle.taken(1);
    assertThat(throttle.isPaused()).isTrue();
    throttle.answered(1);
    assertThat(throttle.isPaused()).isTrue();
    throttle.answered(1);
    assertThat(throttle.isPaused()).isFalse();
    assertThat(calls).containsExactly("pause", "resume");
  }

  @Test
  void shouldCountAnswersThatThePeerDoesNotRead() {
    for (int i = 0; i < LIMIT + 1; i++) {
      throttle.taken(1);
      queue.send("answer");
      throttle.answered(1);
    }

    assertThat(queue.waiting()).isEqualTo(LIMIT);
    assertThat(calls).containsExactly("pause");
  }

  /** Else nothing would ever resume it: no frame is under way whose answer could. */
  @Test
  void shouldResumeWhenThePeerReadsWhatWaited() {
    shouldCountAnswersThatThePeerDoesNotRead();

    wire.readAll();
    wire.readAll();

    assertThat(queue.waiting()).isEqualTo(LIMIT / 2);
    assertThat(calls).containsExactly("pause", "resume");
  }
}

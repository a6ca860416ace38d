package io.quayside.push;

import static io.quayside.push.PushSource.END;
import static io.quayside.push.PushSource.NO_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.push.PushSource.Following;
import io.quayside.push.PushSource.Local;
import io.quayside.push.PushSource.Starting;
import io.quayside.push.PushSource.Unused;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The transitions as a table: for each of them the state after each state. */
class PushSourceTest {
  private static final List<PushSource> STATES =
      List.of(
          new Unused(),
          new Local(),
          new Starting(END, END, NO_LIMIT),
          new Starting(5, 7, NO_LIMIT),
          new Starting(5, 7, 9),
          new Following(NO_LIMIT),
          new Following(9));

  @TestFactory
  Stream<DynamicTest> shouldFollowTheTable() {
    return Stream.of(
            row(
                "subscribed",
                PushSource::subscribed,
                new Starting(END, END, NO_LIMIT),
                new Local(),
                STATES.get(2),
                STATES.get(3),
                STATES.get(4),
                STATES.get(5),
                STATES.get(6)),
            row(
                "unsubscribed",
                PushSource::unsubscribed,
                new Unused(),
                new Local(),
                new Unused(),
                new Unused(),
                new Local(),
                new Unused(),
                new Local()),
            row(
                "served from position 7",
                source -> source.served(7),
                new Local(),
                new Local(),
                new Local(),
                new Local(),
                new Local(),
                new Following(7),
                new Following(7)),
            row(
                "served from position 8",
                source -> source.served(8),
                new Local(),
                new Local(),
                new Local(),
                new Starting(5, 7, 8),
                new Starting(5, 7, 8),
                new Following(8),
                new Following(8)),
            row(
                "stopped with subscribers",
                source -> source.stopped(true, 11, 12),
                new Unused(),
                new Starting(11, 12, NO_LIMIT),
                STATES.get(2),
                new Starting(5, 7, NO_LIMIT),
                new Starting(5, 7, NO_LIMIT),
                new Following(NO_LIMIT),
                new Following(NO_LIMIT)),
            row(
                "stopped without subscribers",
                source -> source.stopped(false, 11, 12),
                new Unused(),
                new Unused(),
                STATES.get(2),
                new Starting(5, 7, NO_LIMIT),
                new Starting(5, 7, NO_LIMIT),
                new Following(NO_LIMIT),
                new Following(NO_LIMIT)),
            row(
                "started",
                PushSource::started,
                new Unused(),
                new Local(),
                new Following(NO_LIMIT),
                new Following(NO_LIMIT),
                new Following(9),
                new Following(NO_LIMIT),
                new Following(9)),
            row(
                "interrupted",
                source -> source.interrupted(20, 30),
                new Unused(),
                new Local(),
                STATES.get(2),
                STATES.get(3),
                STATES.get(4),
                new Starting(20, 30, NO_LIMIT),
                new Starting(20, 30, 9)),
            row(
                "read to position 8",
                source -> source.read(8),
                new Unused(),
                new Local(),
                STATES.get(2),
                STATES.get(3),
                STATES.get(4),
                new Following(NO_LIMIT),
                new Following(9)),
            row(
                "read to position 9",
                source -> source.read(9),
                new Unused(),
                new Local(),
                STATES.get(2),
                STATES.get(3),
                STATES.get(4),
                new Following(NO_LIMIT),
                new Local()))
        .flatMap(tests -> tests);
  }

  private static Stream<DynamicTest> row(
      String name, UnaryOperator<PushSource> transition, PushSource... after) {
    assertThat(after).hasSameSizeAs(STATES);
    return IntStream.range(0, after.length)
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    STATES.get(i) + " " + name,
                    () -> assertThat(transition.apply(STATES.get(i))).isEqualTo(after[i])));
  }

  @Test
  void shouldTellWhichSourcesTheTailReads() {
    assertThat(STATES.stream().map(PushSource::isTailed))
        .containsExactly(false, false, true, true, true, true, true);
  }

  @Test
  void shouldTellWhichSourcesPushEverythingFromNowOn() {
    assertThat(STATES.stream().map(PushSource::isPushing))
        .containsExactly(false, true, false, false, true, true, true);
  }
}

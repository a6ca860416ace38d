package io.quayside.common.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";
  private static final String SAMPLED = TRACE + "01";
  private static final String UNSAMPLED = TRACE + "00";
  private static final int SHARD = 3;

  private final CountingTracer tracer = new CountingTracer();
  private final List<String> begun = tracer.begun;
  private final Traces traces = new Traces(tracer);

  private record OneSpan(String traceparent) implements Span {
    @Override
    public void tag(String name, String value) {}

    @Override
    public void tag(String name, long value) {}

    @Override
    public void end() {}
  }

  @Test
  void shouldBeginSpansOfSampledTracesOnly() {
    assertThat(traces.begin(Stage.DECIDE, SAMPLED)).isNotNull();
    assertThat(traces.begin(Stage.DECIDE, UNSAMPLED)).isNull();
    assertThat(traces.begin(Stage.DECIDE, null)).isNull();
    assertThat(begun).containsExactly("decide beneath 4bf9");
  }

  @Test
  void shouldBeginTracesOfItsOwn() {
    assertThat(traces.root(Stage.FRAME)).isNotNull();
    assertThat(begun).containsExactly("frame");
  }

  @Test
  void shouldKnowAnEventByItsPlaceInTheLog() {
    traces.appended(SHARD, 7, new OneSpan(SAMPLED), 1);
    traces.readBack(SHARD, 7);
    traces.record(Stage.PROJECTION, SHARD, 7, 1);
    traces.record(Stage.PROJECTION, SHARD, 8, 1);
    traces.record(Stage.PROJECTION, SHARD + 1, 7, 1);
    assertThat(begun).containsExactly("read back beneath 4bf9", "projection beneath 4bf9");
    assertThat(traces.parentOf(SHARD, 7)).isEqualTo(SAMPLED);
  }

  @Test
  void shouldFollowWhatAnotherNodeHasAppended() {
    traces.read(SHARD, 7, System.currentTimeMillis(), SAMPLED);
    traces.read(SHARD, 8, System.currentTimeMillis(), UNSAMPLED);
    traces.read(SHARD, 9, System.currentTimeMillis(), null);
    assertThat(traces.parentOf(SHARD, 7)).isEqualTo(SAMPLED);
    assertThat(traces.parentOf(SHARD, 8)).isNull();
    assertThat(traces.parentOf(SHARD, 9)).isNull();
    // Whoever has appended it reads it back.
    traces.readBack(SHARD, 7);
    assertThat(begun).isEmpty();
  }

  @Test
  void shouldLeaveOutWhatWasAppendedLongAgo() {
    traces.read(SHARD, 7, System.currentTimeMillis() - 3_600_000, SAMPLED);
    assertThat(traces.parentOf(SHARD, 7)).isNull();
  }

  @Test
  void shouldForgetTheOldestBeyondItsBound() {
    for (int offset = 0; offset <= Traces.MAX_RECORDS; offset++) {
      traces.read(SHARD, offset, System.currentTimeMillis(), SAMPLED);
    }
    assertThat(traces.parentOf(SHARD, 0)).isNull();
    assertThat(traces.parentOf(SHARD, 1)).isEqualTo(SAMPLED);
    assertThat(traces.parentOf(SHARD, Traces.MAX_RECORDS)).isEqualTo(SAMPLED);
  }

  @Test
  void shouldDoNothingWithoutATracer() {
    assertThat(Traces.OFF.begin(Stage.DECIDE, SAMPLED)).isNull();
    Traces.OFF.read(SHARD, 7, System.currentTimeMillis(), SAMPLED);
    assertThat(Traces.OFF.parentOf(SHARD, 7)).isNull();
    assertThat(Traces.OFF.root(Stage.FRAME)).isNull();
    assertThat(Traces.OFF.ofRequest()).isNull();
  }
}

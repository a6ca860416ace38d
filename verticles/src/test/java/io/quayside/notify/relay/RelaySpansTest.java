package io.quayside.notify.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.trace.CountingTracer;
import io.quayside.common.trace.Traces;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.relay.target.CauseCode;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.Sent;
import io.quayside.notify.relay.target.TargetFault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The spans of attempts: of traced events alone, ended with the outcome. */
class RelaySpansTest {
  private static final int SHARD = 2;
  private static final FeedEvent TRACED = new FeedEvent(SHARD, 7, null, new byte[0]);
  private static final FeedEvent UNTRACED = new FeedEvent(SHARD, 8, null, new byte[0]);

  private final CountingTracer tracer = new CountingTracer();
  private final Traces traces = new Traces(tracer);
  private final RelaySpans spans = new RelaySpans(traces, "queue");

  RelaySpansTest() {
    traces.read(SHARD, 7, System.currentTimeMillis(), CountingTracer.SAMPLED);
  }

  private static Map<String, String> tags(String outcome) {
    return Map.of("quayside.relay", "queue", "quayside.outcome", outcome);
  }

  @Test
  void shouldEndWhenTheBrokerHasTheEvent() {
    Promise<Sent> sent = Promise.promise();
    spans.of(TRACED, sent::future);
    assertThat(tracer.begun).containsExactly("relay beneath 4bf9");
    assertThat(tracer.ended).isEmpty();
    sent.complete(Sent.OK);
    assertThat(tracer.ended).containsExactly(tags("sent"));
  }

  @Test
  void shouldTellHowAnAttemptEnds() {
    var fault = new TargetFault(CauseCode.LOG_BEHIND_TARGET, "away", false);
    spans.of(TRACED, () -> Future.succeededFuture(Sent.DROPPED));
    spans.of(TRACED, () -> Future.succeededFuture(new Sent.Wait(fault)));
    spans.of(TRACED, () -> Future.succeededFuture(new Sent.Later("busy")));
    spans.of(
        TRACED,
        () -> Future.succeededFuture(new Sent.Refused(Sent.RefusalCode.TOO_LARGE, "too large")));
    spans.of(TRACED, () -> Future.failedFuture("gone"));
    assertThat(tracer.ended)
        .containsExactly(
            tags("unroutable"), tags("wait"), tags("later"), tags("too-large"), tags("failed"));
  }

  @Test
  void shouldHaveASpanForEachTracedEventOfABatch() {
    var batch = List.of(new Outgoing(TRACED, new byte[0]), new Outgoing(UNTRACED, new byte[0]));
    assertThat(spans.of(batch, () -> Future.succeededFuture(1)).result()).isEqualTo(1);
    spans.of(batch, () -> Future.failedFuture("gone"));
    assertThat(tracer.ended).containsExactly(tags("sent"), tags("failed"));
  }

  @Test
  void shouldHaveNoneOfWhatIsNotTraced() {
    assertThat(spans.of(UNTRACED, () -> Future.succeededFuture(Sent.OK)).result())
        .isEqualTo(Sent.OK);
    var off = new RelaySpans(Traces.OFF, "queue");
    assertThat(off.of(TRACED, () -> Future.succeededFuture(Sent.OK)).result()).isEqualTo(Sent.OK);
    assertThat(tracer.begun).isEmpty();
  }
}

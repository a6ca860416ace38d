package io.quayside.notify.relay;

import io.quayside.common.trace.Span;
import io.quayside.common.trace.Stage;
import io.quayside.common.trace.Traces;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.Sent;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The spans of what one relay sends: one for each attempt of an event that is traced. */
record RelaySpans(Traces traces, String relay) {
  /** Sends one event. */
  Future<Sent> of(FeedEvent event, Supplier<Future<Sent>> send) {
    Span span = begin(event);
    Future<Sent> sent = send.get();
    return span == null
        ? sent
        : sent.onComplete((done, failure) -> end(span, failure == null ? word(done) : "failed"));
  }

  /** Sends several events as one. */
  <T> Future<T> of(List<Outgoing> events, Supplier<Future<T>> send) {
    if (!traces.isOn()) {
      return send.get();
    }
    List<Span> spans = new ArrayList<>();
    for (Outgoing outgoing : events) {
      Span span = begin(outgoing.event());
      if (span != null) {
        spans.add(span);
      }
    }
    return send.get()
        .onComplete(
            (done, failure) ->
                spans.forEach(span -> end(span, failure == null ? "sent" : "failed")));
  }

  private @Nullable Span begin(FeedEvent event) {
    return traces.begin(Stage.RELAY, traces.parentOf(event.shard(), event.offset()));
  }

  private void end(Span span, String outcome) {
    span.tag("quayside.relay", relay);
    span.tag("quayside.outcome", outcome);
    span.end();
  }

  private static String word(Sent sent) {
    return switch (sent) {
      case Sent.Done(Sent.Outcome outcome) -> outcome.label();
      case Sent.Wait wait -> "wait";
      case Sent.Later later -> "later";
      case Sent.Refused(Sent.RefusalCode code, String detail) -> code.code();
    };
  }
}

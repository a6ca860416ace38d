package io.quayside.gateway.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.quayside.common.trace.Span;
import io.quayside.common.trace.Stage;
import io.quayside.common.trace.Tracer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes spans of OpenTelemetry. */
final class OpenTelemetrySpans implements Tracer {
  private static final int TRACE_ID_AT = 3;
  private static final int TRACE_ID_END = 35;
  private static final int SPAN_ID_AT = 36;
  private static final int SPAN_ID_END = 52;
  private static final int FLAGS_AT = 53;

  private final io.opentelemetry.api.trace.Tracer tracer;

  OpenTelemetrySpans(OpenTelemetry openTelemetry) {
    tracer = openTelemetry.getTracer("io.quayside");
  }

  @Override
  public Span begin(Stage stage, String parent) {
    return new Begun(builder(stage, parent).startSpan());
  }

  @Override
  public Span begun(Stage stage, String parent, long nanosAgo) {
    return new Begun(
        builder(stage, parent).setStartTimestamp(Instant.now().minusNanos(nanosAgo)).startSpan());
  }

  @Override
  public @Nullable Span root(Stage stage) {
    var begun = tracer.spanBuilder(stage.word()).setNoParent().setSpanKind(kind(stage)).startSpan();
    return begun.getSpanContext().isSampled() ? new Begun(begun) : null;
  }

  private SpanBuilder builder(Stage stage, String parent) {
    var context =
        SpanContext.createFromRemoteParent(
            parent.substring(TRACE_ID_AT, TRACE_ID_END),
            parent.substring(SPAN_ID_AT, SPAN_ID_END),
            TraceFlags.fromHex(parent, FLAGS_AT),
            TraceState.getDefault());
    return tracer
        .spanBuilder(stage.word())
        .setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(context)))
        .setSpanKind(kind(stage));
  }

  private static SpanKind kind(Stage stage) {
    return switch (stage.kind()) {
      case INTERNAL -> SpanKind.INTERNAL;
      case SERVER -> SpanKind.SERVER;
      case PRODUCER -> SpanKind.PRODUCER;
      case CLIENT -> SpanKind.CLIENT;
    };
  }

  /** Vert.x keeps the span of a request in its context. */
  @Override
  public @Nullable String ofRequest() {
    var context = io.opentelemetry.api.trace.Span.current().getSpanContext();
    return context.isSampled() ? text(context) : null;
  }

  private static String text(SpanContext context) {
    return "00-"
        + context.getTraceId()
        + '-'
        + context.getSpanId()
        + '-'
        + context.getTraceFlags().asHex();
  }

  private record Begun(io.opentelemetry.api.trace.Span span) implements Span {
    @Override
    public String traceparent() {
      return text(span.getSpanContext());
    }

    @Override
    public void tag(String name, String value) {
      span.setAttribute(name, value);
    }

    @Override
    public void tag(String name, long value) {
      span.setAttribute(name, value);
    }

    @Override
    public void end() {
      span.end();
    }
  }
}

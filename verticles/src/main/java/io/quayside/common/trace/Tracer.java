package io.quayside.common.trace;

import org.jspecify.annotations.Nullable;

/** A tracing library. Called for sampled traces only; from any thread. */
public interface Tracer {
  /** Begins a span; {@code parent} is a valid and sampled {@code traceparent}. */
  Span begin(Stage stage, String parent);

  /** Begins a trace; null where it is not sampled. */
  @Nullable Span root(Stage stage);

  /** As {@link #begin(Stage, String)}, begun some nanoseconds ago. */
  Span begun(Stage stage, String parent, long nanosAgo);

  /**
   * The {@code traceparent} of the request that the caller's context serves; null where there is
   * none, or where it is not sampled.
   */
  @Nullable String ofRequest();
}

package io.quayside.common.trace;

/** A span that has begun. Thread-safe. */
public interface Span {
  /** Its place as W3C Trace Context, for the spans beneath it. */
  String traceparent();

  void tag(String name, String value);

  void tag(String name, long value);

  void end();
}

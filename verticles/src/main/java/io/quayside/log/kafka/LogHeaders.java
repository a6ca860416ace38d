package io.quayside.log.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The headers of Quayside's records: content type, caller and trace. */
public final class LogHeaders {
  private static final String CALLER = "quayside-caller";
  private static final String TRACEPARENT = "traceparent";
  private static final int MAX_CALLER_BYTES = 512;

  private static final Header CONTENT_TYPE =
      new RecordHeader("content-type", "application/cloudevents+json".getBytes(US_ASCII));

  private LogHeaders() {}

  /** The headers of a caller's records without a trace; to be shared, the producer copies them. */
  static Headers of(String caller) {
    return new RecordHeaders(
        List.of(CONTENT_TYPE, new RecordHeader(CALLER, caller.getBytes(UTF_8))));
  }

  /** The same headers with further ones, names and values. */
  static Headers labelled(Headers headers, Map<String, String> labels) {
    RecordHeaders all = new RecordHeaders(headers);
    labels.forEach((name, value) -> all.add(name, value.getBytes(UTF_8)));
    return all;
  }

  /** The same headers with a trace (W3C Trace Context). */
  static Headers traced(Headers untraced, String traceparent) {
    return new RecordHeaders(untraced).add(TRACEPARENT, traceparent.getBytes(US_ASCII));
  }

  /** The trace of a record; null where it names none. */
  public static @Nullable String traceparent(Headers headers) {
    Header header = headers.lastHeader(TRACEPARENT);
    return header == null || header.value() == null ? null : new String(header.value(), US_ASCII);
  }

  /**
   * The caller of a record; null where it names none. A foreign writer's is null if it is longer
   * than any of Quayside's, or has control characters, which PostgreSQL may refuse.
   */
  public static @Nullable String caller(Headers headers) {
    Header header = headers.lastHeader(CALLER);
    if (header == null || header.value() == null || header.value().length > MAX_CALLER_BYTES) {
      return null;
    }
    String caller = new String(header.value(), UTF_8);
    return caller.chars().anyMatch(Character::isISOControl) ? null : caller;
  }
}

package io.quayside.edge.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.AsciiString;
import io.quayside.common.trace.Traces;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ids by which an answer is found in logs: {@code X-Request-Id} of every answer, the request's
 * own or a new one, and {@code X-Trace-Id} where the request has a {@code traceparent}. One event
 * loop uses it.
 */
final class RequestIds {
  static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
  static final AsciiString TRACE_ID = AsciiString.cached("x-trace-id");

  private static final int MAX_GIVEN = 128;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);
  private static final int LENGTH = 16;
  private static final int TRACE_ID_AT = 3;
  private static final int TRACE_ID_END = 35;

  private final Traces traces;
  private long next = ThreadLocalRandom.current().nextLong();

  RequestIds(Traces traces) {
    this.traces = traces;
  }

  /**
   * Sets the headers of the answer. Where this request has a span, that is its {@code traceparent}
   * from now on: what is done for it stands beneath the span.
   */
  void mark(HttpServerRequest request) {
    MultiMap headers = request.headers();
    String span = traces.ofRequest();
    if (span != null) {
      headers.set(Traceparent.NAME, span);
    }
    String given = headers.get(REQUEST_ID);
    request.response().putHeader(REQUEST_ID, given != null && isVisible(given) ? given : fresh());
    String parent = Traceparent.of(headers);
    if (parent != null) {
      request.response().putHeader(TRACE_ID, parent.substring(TRACE_ID_AT, TRACE_ID_END));
    }
  }

  /** Differs from others by chance, and from those of this event loop for certain. */
  private CharSequence fresh() {
    long id = next++;
    byte[] text = new byte[LENGTH];
    for (int at = LENGTH - 1; at >= 0; at--) {
      text[at] = DIGITS[(int) id & 0xf];
      id >>>= 4;
    }
    return new AsciiString(text, false);
  }

  private static boolean isVisible(String given) {
    if (given.isEmpty() || given.length() > MAX_GIVEN) {
      return false;
    }
    for (int i = 0; i < given.length(); i++) {
      if (given.charAt(i) <= ' ' || given.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** The id that an answer carries; null before it is marked. */
  static @Nullable String requestId(MultiMap answer) {
    return answer.get(REQUEST_ID);
  }

  static @Nullable String traceId(MultiMap answer) {
    return answer.get(TRACE_ID);
  }
}

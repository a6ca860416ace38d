package io.quayside.notify.webhook;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Dates of HTTP header fields in the preferred form (RFC 9110, 5.6.7). */
final class HttpDate {
  private HttpDate() {}

  static @Nullable Instant parse(String text) {
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException malformed) {
      return null;
    }
  }
}

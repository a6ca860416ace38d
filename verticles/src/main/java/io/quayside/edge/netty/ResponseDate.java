package io.quayside.edge.netty;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The present second as {@code Date} has it (RFC 9110, 5.6.7), made once a second. For one event
 * loop.
 */
public final class ResponseDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final LongSupplier clockMillis;
  private long second = Long.MIN_VALUE;
  private AsciiString text = AsciiString.EMPTY_STRING;

  /** A clock in milliseconds since 1970. */
  public ResponseDate(LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
  }

  public AsciiString now() {
    long millis = clockMillis.getAsLong();
    if (millis / 1_000 != second) {
      second = millis / 1_000;
      text = new AsciiString(FORMAT.format(Instant.ofEpochMilli(millis)));
    }
    return text;
  }
}

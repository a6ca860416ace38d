package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** The time as 24 bytes, {@code 2026-01-31T12:00:00.000Z}; formatted once a millisecond. */
final class WallClock {
  static final int WIDTH = 24;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
          .withZone(java.time.ZoneOffset.UTC);

  private long millis;
  private byte[] text = new byte[WIDTH];

  byte[] now() {
    long now = System.currentTimeMillis();
    if (now != millis) {
      millis = now;
      text = FORMAT.format(Instant.ofEpochMilli(now)).getBytes(US_ASCII);
    }
    return text;
  }
}

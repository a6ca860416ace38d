package io.quayside.notify.webhook;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates of HTTP header fields, in the preferred form and both old ones (RFC 9110, 5.6.7). */
final class HttpDate {
  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
  private static final Pattern RFC_850 =
      Pattern.compile(
          "[A-Z][a-z]+day, ([0-9]{2}-[A-Z][a-z]{2})-([0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) GMT");

  private static final DateTimeFormatter RFC_850_DATE = formatter("dd-MMM-uuuu HH:mm:ss");

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static final DateTimeFormatter ASCTIME = formatter("EEE MMM ppd HH:mm:ss uuuu");

  /** A year of two digits is at most so many years ahead. */
  private static final int YEARS_AHEAD = 50;

  private static final int CENTURY = 100;

  private HttpDate() {}

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .appendPattern(pattern)
        .parseDefaulting(ChronoField.NANO_OF_SECOND, 0)
        .toFormatter(Locale.ROOT);
  }

  /** A date, or null; {@code now} tells the century of a year of two digits. */
  static @Nullable Instant parse(String text, Instant now) {
    try {
      Matcher old = RFC_850.matcher(text);
      if (old.matches()) {
        String date = old.group(1) + '-' + year(old.group(2), now) + ' ' + old.group(3);
        return LocalDateTime.parse(date, RFC_850_DATE).toInstant(ZoneOffset.UTC);
      }
      return text.endsWith("T")
          ? DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from)
          : LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  private static int year(String digits, Instant now) {
    int current = Year.from(now.atOffset(ZoneOffset.UTC)).getValue();
    int year = current - current % CENTURY + Integer.parseInt(digits);
    return year > current + YEARS_AHEAD ? year - CENTURY : year;
  }
}

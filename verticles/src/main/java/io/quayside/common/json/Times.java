package io.quayside.common.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/** RFC 3339 times, read with any offset and written in UTC with milliseconds. */
public final class Times {
  /** Bytes of a written time: {@code 2026-01-02T03:04:05.678Z}. */
  static final int WRITTEN_LENGTH = 24;

  private static final int SECONDS_PER_DAY = 86_400;
  private static final long FIRST_SECOND = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private static final int NO_OFFSET = Integer.MIN_VALUE;

  /** Nearly always today. */
  private static Day lastDay = Day.of(0);

  private Times() {}

  /** A day as it is written, with the T behind it. */
  private record Day(long epochDay, byte[] text) {
    static Day of(long epochDay) {
      LocalDate date = LocalDate.ofEpochDay(epochDay);
      byte[] text = new byte[11];
      Digits.two(date.getYear() / 100, text, 0);
      Digits.two(date.getYear() % 100, text, 2);
      text[4] = '-';
      Digits.two(date.getMonthValue(), text, 5);
      text[7] = '-';
      Digits.two(date.getDayOfMonth(), text, 8);
      text[10] = 'T';
      return new Day(epochDay, text);
    }
  }

  /**
   * The instant of a date, time and offset, cut to milliseconds, or null if the text is not one.
   * Leap seconds are refused, and so is what UTC would put outside of the years 0000 to 9999.
   */
  public static @Nullable Instant parse(String text) {
    // What has no place in Latin-1 becomes a question mark, which has none in a time either.
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return parse(bytes, 0, bytes.length);
  }

  /** As {@link #parse(String)}, of a text of so many bytes. */
  static @Nullable Instant parse(byte[] text, int at, int length) {
    if (length < "2026-01-02T03:04:05Z".length()
        || text[at + 4] != '-'
        || text[at + 7] != '-'
        || (text[at + 10] | 0x20) != 't'
        || text[at + 13] != ':'
        || text[at + 16] != ':') {
      return null;
    }
    int year = number(text, at, 4);
    int month = number(text, at + 5, 2);
    int day = number(text, at + 8, 2);
    int hour = number(text, at + 11, 2);
    int minute = number(text, at + 14, 2);
    int second = number(text, at + 17, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > lengthOf(year, month)) {
      return null;
    }
    if (!within(hour, 23) || !within(minute, 59) || !within(second, 59)) {
      return null;
    }
    int end = at + length;
    int fraction = at + 19;
    int zone = endOfFraction(text, fraction, end);
    if (zone < 0) {
      return null;
    }
    int offsetSeconds = offset(text, zone, end);
    if (offsetSeconds == NO_OFFSET) {
      return null;
    }
    long seconds =
        LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY
            + (hour * 3600 + minute * 60 + second)
            - offsetSeconds;
    return seconds < FIRST_SECOND || seconds > LAST_SECOND
        ? null
        : Instant.ofEpochSecond(seconds, milliseconds(text, fraction, zone) * 1_000_000L);
  }

  private static int lengthOf(int year, int month) {
    return Month.of(month).length(Year.isLeap(year));
  }

  private static boolean within(int value, int max) {
    return value >= 0 && value <= max;
  }

  /** Where the offset starts, or -1 for an empty or overlong fraction. */
  private static int endOfFraction(byte[] text, int fraction, int end) {
    if (text[fraction] != '.') {
      return fraction;
    }
    int zone = fraction + 1;
    while (zone < end && isDigit(text[zone])) {
      zone++;
    }
    int digits = zone - fraction - 1;
    return digits < 1 || digits > 9 ? -1 : zone;
  }

  private static int milliseconds(byte[] text, int fraction, int zone) {
    int milliseconds = 0;
    for (int i = fraction + 1; i <= fraction + 3; i++) {
      milliseconds = milliseconds * 10 + (i < zone ? text[i] - '0' : 0);
    }
    return milliseconds;
  }

  private static int offset(byte[] text, int zone, int end) {
    int rest = end - zone;
    if (rest == 1) {
      return (text[zone] | 0x20) == 'z' ? 0 : NO_OFFSET;
    }
    if (rest != 6 || text[zone + 3] != ':') {
      return NO_OFFSET;
    }
    int hours = number(text, zone + 1, 2);
    int minutes = number(text, zone + 4, 2);
    if (!within(hours, 23) || !within(minutes, 59)) {
      return NO_OFFSET;
    }
    int seconds = hours * 3600 + minutes * 60;
    return switch (text[zone]) {
      case '+' -> seconds;
      case '-' -> -seconds;
      default -> NO_OFFSET;
    };
  }

  /** So many decimal digits as a number, or -1 if there are others. */
  private static int number(byte[] text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      byte c = text[i];
      if (!isDigit(c)) {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** Writes {@link #WRITTEN_LENGTH} ASCII bytes and returns the position behind them. */
  static int write(Instant time, byte[] bytes, int at) {
    long seconds = time.getEpochSecond();
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
      throw new IllegalArgumentException("RFC 3339 has no year for " + time);
    }
    long day = Math.floorDiv(seconds, (long) SECONDS_PER_DAY);
    int ofDay = Math.floorMod(seconds, SECONDS_PER_DAY);
    Day written = lastDay;
    if (written.epochDay != day) {
      written = Day.of(day);
      // Threads may overwrite each other's: a day is whole whoever sees it.
      lastDay = written;
    }
    System.arraycopy(written.text, 0, bytes, at, written.text.length);
    Digits.two(ofDay / 3600, bytes, at + 11);
    bytes[at + 13] = ':';
    Digits.two(ofDay / 60 % 60, bytes, at + 14);
    bytes[at + 16] = ':';
    Digits.two(ofDay % 60, bytes, at + 17);
    bytes[at + 19] = '.';
    Digits.write(time.getNano() / 1_000_000, 3, bytes, at + 20);
    bytes[at + 23] = 'Z';
    return at + WRITTEN_LENGTH;
  }

  /** The written form as a string, for headers and messages. */
  public static String format(Instant time) {
    byte[] bytes = new byte[WRITTEN_LENGTH];
    write(time, bytes, 0);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}

package io.quayside.foreign;

import io.quayside.common.json.Times;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times of foreign documents: RFC 3339 with all that it allows. Fractions of any length are cut to
 * milliseconds; a leap second, which {@link Instant} does not have, is the instant after it.
 */
public final class ForeignTimes {
  private static final Pattern LONG_FRACTION = Pattern.compile("(.{19}\\.[0-9]{9})[0-9]+(.{1,6})");
  private static final String LEAP = "60";
  private static final int SECONDS_AT = 17;
  private static final int SECONDS_PER_DAY = 86_400;

  private ForeignTimes() {}

  /** The instant of a time with an offset, or null if the text is none. */
  public static @Nullable Instant parse(String text) {
    Matcher fraction = LONG_FRACTION.matcher(text);
    String time = fraction.matches() ? fraction.group(1) + fraction.group(2) : text;
    return time.startsWith(LEAP, SECONDS_AT) ? leap(time) : Times.parse(time);
  }

  /** A day of UTC alone ends with a leap second. */
  private static @Nullable Instant leap(String time) {
    Instant before =
        Times.parse(time.substring(0, SECONDS_AT) + "59" + time.substring(SECONDS_AT + 2));
    long next = before == null ? 1 : before.getEpochSecond() + 1;
    return next % SECONDS_PER_DAY == 0 ? Instant.ofEpochSecond(next) : null;
  }
}

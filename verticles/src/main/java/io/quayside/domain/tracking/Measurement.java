package io.quayside.domain.tracking;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a tracking update can measure: the member that carries it and its bounds, both included.
 * Parser, codecs and the test of the published schema go by this table; its order is that of the
 * members in a record.
 */
public enum Measurement {
  LAT("lat", -90, 90),
  LON("lon", -180, 180),
  ACCURACY("accuracyM", 0, 100_000),
  ALTITUDE("altitudeM", -500, 20_000),
  SPEED("speedKph", 0, 2_000),

  /** North is 0 and not 360, so the upper bound is excluded. */
  HEADING("headingDeg", 0, 360),
  TEMPERATURE("temperatureC", -100, 150),
  HUMIDITY("humidityPct", 0, 100),
  BATTERY("batteryPct", 0, 100);

  /** Members of {@code position}. */
  public static final List<Measurement> OF_POSITION = List.of(LAT, LON, ACCURACY, ALTITUDE);

  /** Members of the update itself. */
  public static final List<Measurement> OF_UPDATE =
      List.of(SPEED, HEADING, TEMPERATURE, HUMIDITY, BATTERY);

  static final int COUNT = values().length;

  private static final Map<String, Measurement> BY_MEMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Measurement::member, Function.identity()));

  private final String member;
  private final double min;
  private final double max;

  Measurement(String member, double min, double max) {
    this.member = member;
    this.min = min;
    this.max = max;
  }

  /**
   * The measurement of a member of {@code position}, or of the update itself; null if it has none
   * of that name.
   */
  public static @Nullable Measurement named(String member, boolean ofPosition) {
    Measurement found = BY_MEMBER.get(member);
    return found != null && OF_POSITION.contains(found) == ofPosition ? found : null;
  }

  /** Name of the JSON member; the unit is its end. */
  public String member() {
    return member;
  }

  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  public boolean isMaxExcluded() {
    return this == HEADING;
  }

  /** Every update has these; the others are optional. */
  public boolean isRequired() {
    return this == LAT || this == LON;
  }

  /** Whether a value is within the bounds; NaN is not. */
  public boolean holds(double value) {
    return value >= min && (isMaxExcluded() ? value < max : value <= max);
  }

  /** Index in an array of {@link #COUNT} values. */
  @SuppressWarnings("EnumOrdinal") // indexes arrays in memory only, nothing that is kept
  int index() {
    return ordinal();
  }
}

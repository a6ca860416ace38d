package io.quayside.edge.position;

import io.quayside.common.json.RequestFields;

/** What a tracking update measures: its member, and between which bounds, both included. */
enum Measurement {
  LAT("lat", -90, 90),
  LON("lon", -180, 180),
  ACCURACY("accuracyM", 0, 100_000),
  ALTITUDE("altitudeM", -500, 20_000),
  SPEED("speedKph", 0, 2_000),

  /** North is 0 and not 360, so that bound is excluded. */
  HEADING("headingDeg", 0, 360),
  TEMPERATURE("temperatureC", -100, 150),
  HUMIDITY("humidityPct", 0, 100),
  BATTERY("batteryPct", 0, 100);

  private final String member;
  private final double least;
  private final double most;

  Measurement(String member, double least, double most) {
    this.member = member;
    this.least = least;
    this.most = most;
  }

  /** Whether a value is within the bounds. */
  boolean holds(double value) {
    return value >= least && (this == HEADING ? value < most : value <= most);
  }

  /** Takes its value, or notes what is wrong with it. */
  Double of(RequestFields fields) {
    return fields.number(member, least, most);
  }

  /** As {@link #of}, where it may be absent. */
  Double ifThere(RequestFields fields) {
    return this == HEADING
        ? fields.optionalNumberBelow(member, least, most)
        : fields.optionalNumber(member, least, most);
  }
}

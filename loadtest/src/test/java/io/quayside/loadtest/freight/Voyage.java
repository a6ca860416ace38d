package io.quayside.loadtest.freight;

import java.time.Duration;

/**
 * A vehicle's way along the great circle of its lane. It sways around its cruise, as traffic, wind
 * and hills would have it, and lies still once it is there.
 *
 * @param startKm how far it had come when it was first asked
 * @param cruiseKph its mean speed
 * @param phase where in its sway it was then, radians
 */
public record Voyage(GreatCircle way, double startKm, double cruiseKph, double phase) {
  /** The part of its cruise by which a vehicle is at times faster or slower. */
  public static final double SWAY = 0.08;

  private static final double SWAYS_PER_HOUR = 12;

  /** Where it is when {@code elapsed} has passed since it was first asked. */
  public Fix after(Duration elapsed) {
    double hours = elapsed.toNanos() / 3_600e9;
    double km = startKm + travelledKm(hours);
    if (km >= way.lengthKm()) {
      return new Fix(way.to(), 0, new GreatCircle(way.from(), way.to()).headingDeg());
    }
    Point here = way.at(km);
    return new Fix(here, speedKph(hours), new GreatCircle(here, way.to()).headingDeg());
  }

  private double speedKph(double hours) {
    return cruiseKph * (1 + SWAY * Math.sin(angle(hours)));
  }

  /** The integral of the speed. */
  private double travelledKm(double hours) {
    double perHour = 2 * Math.PI * SWAYS_PER_HOUR;
    return cruiseKph * (hours + SWAY * (Math.cos(phase) - Math.cos(angle(hours))) / perHour);
  }

  private double angle(double hours) {
    return phase + 2 * Math.PI * SWAYS_PER_HOUR * hours;
  }
}

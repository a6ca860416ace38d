package io.quayside.loadtest.freight;

import java.time.Duration;
import java.time.Instant;

/**
 * What tells where a consignment is. It counts its reports, and is switched on with the first.
 *
 * @param shipmentId of the booked consignment
 * @param since when it was switched on
 * @param sequence of its latest report; 0 before the first
 */
public record Device(String shipmentId, Consignment consignment, Instant since, long sequence) {
  private static final double FULL_PCT = 100;
  private static final double DRAIN_PCT_PER_HOUR = 1.5;

  /** One that is switched on at {@code since}. */
  public static Device on(String shipmentId, Consignment consignment, Instant since) {
    return new Device(shipmentId, consignment, since, 0);
  }

  /** The same device with one more report made. */
  public Device next() {
    return new Device(shipmentId, consignment, since, sequence + 1);
  }

  /** Its latest report as of {@code now}, as JSON, for an address that names the shipment. */
  public String report(Instant now) {
    return report(now, "");
  }

  /** The same that names the shipment itself. */
  public String addressedReport(Instant now) {
    return report(now, "\"shipmentId\":\"%s\",".formatted(shipmentId));
  }

  private String report(Instant now, String address) {
    Duration on = Duration.between(since, now);
    Fix fix = consignment.voyage().after(on);
    String temperature =
        consignment.cargo().temperatureC().map(",\"temperatureC\":%s"::formatted).orElse("");
    // Plain concatenation: a formatter would cost more than the rest of a load generator's work.
    return "{"
        + address
        + "\"deviceId\":\""
        + consignment.deviceId()
        + "\",\"sequence\":"
        + sequence
        + ",\"observedAt\":\""
        + now
        + "\",\"position\":{\"lat\":"
        + rounded(fix.point().lat(), 1e6)
        + ",\"lon\":"
        + rounded(fix.point().lon(), 1e6)
        + "},\"speedKph\":"
        + rounded(fix.speedKph(), 10)
        + ",\"headingDeg\":"
        + rounded(fix.headingDeg(), 10) % 360
        + ",\"batteryPct\":"
        + rounded(batteryPct(on), 10)
        + temperature
        + "}";
  }

  private static double batteryPct(Duration on) {
    return Math.clamp(FULL_PCT - DRAIN_PCT_PER_HOUR * on.toSeconds() / 3600, 0, FULL_PCT);
  }

  private static double rounded(double value, double steps) {
    return Math.round(value * steps) / steps;
  }
}

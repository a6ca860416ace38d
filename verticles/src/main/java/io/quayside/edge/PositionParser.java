package io.quayside.edge;

import io.quayside.problem.ProblemException;
import io.quayside.tracking.PositionUpdate;
import java.time.Instant;
import java.util.Map;

/** Makes tracking updates of bodies, lines and frames. */
public final class PositionParser {
  private static final int MAX_DEVICE_ID = 64;
  private static final long MAX_SEQUENCE = (1L << 53) - 1;

  private PositionParser() {}

  /** An update and the shipment it names; whether there is one of that id is judged elsewhere. */
  public record ShipmentPosition(String shipmentId, PositionUpdate update) {}

  /**
   * The update of a body that names no shipment.
   *
   * @throws ProblemException validation-failed with every offence
   */
  public static PositionUpdate parse(Map<String, Object> body, Instant now) {
    return update(new Fields(body), now);
  }

  /**
   * The update of a line or frame that says whose it is.
   *
   * @throws ProblemException validation-failed with every offence
   */
  public static ShipmentPosition parseWithShipment(Map<String, Object> body, Instant now) {
    Fields fields = new Fields(body);
    String shipmentId = fields.anyText("shipmentId");
    return new ShipmentPosition(shipmentId, update(fields, now));
  }

  private static PositionUpdate update(Fields fields, Instant now) {
    String deviceId = fields.text("deviceId", MAX_DEVICE_ID);
    Long sequence = fields.integer("sequence", 0, MAX_SEQUENCE);
    Instant observedAt = fields.pastTime("observedAt", now);
    Point point = point(fields.object("position"));
    Double speedKph = fields.optionalNumber("speedKph", 0, 2_000);
    Double headingDeg = fields.optionalNumberBelow("headingDeg", 0, 360);
    Double temperatureC = fields.optionalNumber("temperatureC", -100, 150);
    Double humidityPct = fields.optionalNumber("humidityPct", 0, 100);
    Double batteryPct = fields.optionalNumber("batteryPct", 0, 100);
    fields.verify();
    return new PositionUpdate(
        deviceId,
        sequence,
        observedAt,
        point.lat,
        point.lon,
        point.accuracyM,
        point.altitudeM,
        speedKph,
        headingDeg,
        temperatureC,
        humidityPct,
        batteryPct);
  }

  private static Point point(Fields fields) {
    if (fields == null) {
      return null;
    }
    Point point =
        new Point(
            fields.number("lat", -90, 90),
            fields.number("lon", -180, 180),
            fields.optionalNumber("accuracyM", 0, 100_000),
            fields.optionalNumber("altitudeM", -500, 20_000));
    fields.end();
    return point;
  }

  private record Point(Double lat, Double lon, Double accuracyM, Double altitudeM) {}
}

package io.quayside.edge.position;

import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.tracking.PositionUpdate;
import java.time.Instant;
import java.util.Map;

/**
 * Makes tracking updates of bodies, lines and frames, or says what is wrong with them. Those that
 * are in order nearly always are {@link PositionReader}'s.
 */
public final class PositionParser {
  static final int MAX_DEVICE_ID = 64;
  static final long MAX_SEQUENCE = (1L << 53) - 1;

  private PositionParser() {}

  /** An update and the shipment it names; whether there is one of that id is judged elsewhere. */
  public record ShipmentPosition(String shipmentId, PositionUpdate update) {}

  /**
   * The update of a body that names no shipment.
   *
   * @throws ProblemException validation-failed with every offence
   */
  public static PositionUpdate parse(Map<String, Object> body, Instant now) {
    return update(new RequestFields(body), now);
  }

  /**
   * The update of a line or frame that says whose it is.
   *
   * @throws ProblemException validation-failed with every offence
   */
  public static ShipmentPosition parseWithShipment(Map<String, Object> body, Instant now) {
    RequestFields fields = new RequestFields(body);
    String shipmentId = fields.anyText("shipmentId");
    return new ShipmentPosition(shipmentId, update(fields, now));
  }

  private static PositionUpdate update(RequestFields fields, Instant now) {
    String deviceId = fields.text("deviceId", MAX_DEVICE_ID);
    Long sequence = fields.integer("sequence", 0, MAX_SEQUENCE);
    Instant observedAt = fields.pastTime("observedAt", now);
    Point point = point(fields.object("position"));
    Double speedKph = Measurement.SPEED.ifThere(fields);
    Double headingDeg = Measurement.HEADING.ifThere(fields);
    Double temperatureC = Measurement.TEMPERATURE.ifThere(fields);
    Double humidityPct = Measurement.HUMIDITY.ifThere(fields);
    Double batteryPct = Measurement.BATTERY.ifThere(fields);
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

  private static Point point(RequestFields fields) {
    if (fields == null) {
      return null;
    }
    Point point =
        new Point(
            Measurement.LAT.of(fields),
            Measurement.LON.of(fields),
            Measurement.ACCURACY.ifThere(fields),
            Measurement.ALTITUDE.ifThere(fields));
    fields.end();
    return point;
  }

  private record Point(Double lat, Double lon, Double accuracyM, Double altitudeM) {}
}

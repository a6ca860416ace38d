package io.quayside.edge.position;

import io.quayside.common.json.PlainJson;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads tracking updates as devices nearly always send them, {@linkplain PlainJson plain} and in
 * order, without building what only {@link PositionParser} needs, who has to say what is wrong with
 * the others. Not for several threads.
 */
public final class PositionReader {
  /** The latest time that may be reported. */
  private final Instant latest;

  private PlainJson text;
  private String shipmentId;
  private String deviceId;
  private long sequence;
  private Instant observedAt;

  /** What is measured, not a number where it has not come; a map would cost more to clear. */
  private final double[] measured = new double[Measurement.values().length];

  /** A reader for what comes at about a time. */
  public PositionReader(Instant now) {
    latest = now.plus(RequestFields.MAX_AHEAD);
  }

  /**
   * The update of a whole text, with the shipment that it names or null; null for one that is not
   * plain, or breaks a rule.
   */
  public ShipmentPosition read(byte[] bytes, int offset, int length) {
    PlainJson whole = new PlainJson(bytes, offset, length);
    ShipmentPosition read = whole.next() == '{' ? read(whole) : null;
    return whole.next() < 0 ? read : null;
  }

  /** As {@link #read(byte[], int, int)}, of the object whose opening brace has been read. */
  public ShipmentPosition read(PlainJson object) {
    text = object;
    shipmentId = null;
    deviceId = null;
    sequence = -1;
    observedAt = null;
    Arrays.fill(measured, Double.NaN);
    return members(false)
            && deviceId != null
            && sequence >= 0
            && observedAt != null
            && isPositioned()
        ? new ShipmentPosition(shipmentId, update())
        : null;
  }

  private PositionUpdate update() {
    return new PositionUpdate(
        deviceId,
        sequence,
        observedAt,
        value(Measurement.LAT),
        value(Measurement.LON),
        valueIfThere(Measurement.ACCURACY),
        valueIfThere(Measurement.ALTITUDE),
        valueIfThere(Measurement.SPEED),
        valueIfThere(Measurement.HEADING),
        valueIfThere(Measurement.TEMPERATURE),
        valueIfThere(Measurement.HUMIDITY),
        valueIfThere(Measurement.BATTERY));
  }

  /** Takes the members behind an opening brace; false if one is not in order. */
  private boolean members(boolean ofPosition) {
    for (String name = text.firstName(); name != null; name = text.nextName()) {
      int first = text.next();
      if (!(ofPosition ? positionMember(name, first) : member(name, first))) {
        return false;
      }
    }
    return text.closed();
  }

  /** Takes a member, once, whose value starts with a character. */
  private boolean member(String name, int first) {
    return switch (name) {
      case "shipmentId" -> shipmentId == null && (shipmentId = string(first)) != null;
      case "deviceId" ->
          deviceId == null
              && (deviceId = string(first)) != null
              && !deviceId.isEmpty()
              && deviceId.length() <= PositionParser.MAX_DEVICE_ID;
      case "sequence" ->
          sequence < 0
              && (sequence = text.whole(first)) >= 0
              && sequence <= PositionParser.MAX_SEQUENCE;
      case "observedAt" -> observedAt == null && isTime(first);
      case "position" -> !isPositioned() && first == '{' && members(true) && isPositioned();
      case "speedKph" -> measure(Measurement.SPEED, first);
      case "headingDeg" -> measure(Measurement.HEADING, first);
      case "temperatureC" -> measure(Measurement.TEMPERATURE, first);
      case "humidityPct" -> measure(Measurement.HUMIDITY, first);
      case "batteryPct" -> measure(Measurement.BATTERY, first);
      default -> false;
    };
  }

  private boolean positionMember(String name, int first) {
    return switch (name) {
      case "lat" -> measure(Measurement.LAT, first);
      case "lon" -> measure(Measurement.LON, first);
      case "accuracyM" -> measure(Measurement.ACCURACY, first);
      case "altitudeM" -> measure(Measurement.ALTITUDE, first);
      default -> false;
    };
  }

  private boolean isPositioned() {
    return isThere(Measurement.LAT) && isThere(Measurement.LON);
  }

  private boolean isThere(Measurement measure) {
    return !Double.isNaN(value(measure));
  }

  private double value(Measurement measure) {
    return measured[place(measure)];
  }

  private Double valueIfThere(Measurement measure) {
    return isThere(measure) ? (Double) value(measure) : null;
  }

  @SuppressWarnings("EnumOrdinal") // nothing that is kept depends on it
  private static int place(Measurement measure) {
    return measure.ordinal();
  }

  private String string(int first) {
    return first == '"' ? text.string() : null;
  }

  private boolean isTime(int first) {
    observedAt = first == '"' ? text.time() : null;
    return observedAt != null && !observedAt.isAfter(latest);
  }

  private boolean measure(Measurement measure, int first) {
    double value = text.decimal(first);
    if (isThere(measure) || !measure.holds(value)) {
      return false;
    }
    measured[place(measure)] = value;
    return true;
  }
}

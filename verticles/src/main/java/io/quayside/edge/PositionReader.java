package io.quayside.edge;

import io.quayside.edge.PositionParser.ShipmentPosition;
import io.quayside.json.PlainJson;
import io.quayside.json.Times;
import io.quayside.tracking.PositionUpdate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads tracking updates as devices nearly always send them, {@linkplain PlainJson plain} and in
 * order, without building what only {@link PositionParser} needs, who has to say what is wrong with
 * the others. Not for several threads.
 */
public final class PositionReader {
  /** The latest time that may be reported. */
  private final Instant latest;

  private final Map<Measure, Double> measured = new EnumMap<>(Measure.class);

  private PlainJson text;
  private String shipmentId;
  private String deviceId;
  private long sequence;
  private Instant observedAt;

  /** A reader for what comes at about a time. */
  public PositionReader(Instant now) {
    latest = now.plus(Fields.MAX_AHEAD);
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
  ShipmentPosition read(PlainJson object) {
    text = object;
    shipmentId = null;
    deviceId = null;
    sequence = -1;
    observedAt = null;
    measured.clear();
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
        measured.get(Measure.LAT),
        measured.get(Measure.LON),
        measured.get(Measure.ACCURACY),
        measured.get(Measure.ALTITUDE),
        measured.get(Measure.SPEED),
        measured.get(Measure.HEADING),
        measured.get(Measure.TEMPERATURE),
        measured.get(Measure.HUMIDITY),
        measured.get(Measure.BATTERY));
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
      case "observedAt" -> observedAt == null && time(string(first));
      case "position" -> !isPositioned() && first == '{' && members(true) && isPositioned();
      case "speedKph" -> measure(Measure.SPEED, first);
      case "headingDeg" -> measure(Measure.HEADING, first);
      case "temperatureC" -> measure(Measure.TEMPERATURE, first);
      case "humidityPct" -> measure(Measure.HUMIDITY, first);
      case "batteryPct" -> measure(Measure.BATTERY, first);
      default -> false;
    };
  }

  private boolean positionMember(String name, int first) {
    return switch (name) {
      case "lat" -> measure(Measure.LAT, first);
      case "lon" -> measure(Measure.LON, first);
      case "accuracyM" -> measure(Measure.ACCURACY, first);
      case "altitudeM" -> measure(Measure.ALTITUDE, first);
      default -> false;
    };
  }

  private boolean isPositioned() {
    return measured.containsKey(Measure.LAT) && measured.containsKey(Measure.LON);
  }

  private String string(int first) {
    return first == '"' ? text.string() : null;
  }

  private boolean time(String given) {
    observedAt = given == null ? null : Times.parse(given);
    return observedAt != null && !observedAt.isAfter(latest);
  }

  private boolean measure(Measure measure, int first) {
    double value = text.decimal(first);
    if (measured.get(measure) != null || !measure.holds(value)) {
      return false;
    }
    measured.put(measure, value);
    return true;
  }
}

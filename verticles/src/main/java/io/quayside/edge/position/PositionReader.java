package io.quayside.edge.position;

import io.quayside.common.json.PlainJson;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads tracking updates as devices nearly always send them, {@linkplain PlainJson plain} and in
 * order, without building what only {@link PositionParser} needs, who has to say what is wrong with
 * the others. Not for several threads.
 */
public final class PositionReader {
  /** The latest time that may be reported. */
  private final Instant latest;

  @SuppressWarnings("NullAway.Init") // set before each reading
  private PlainJson text;

  private @Nullable String shipmentId;
  private @Nullable String deviceId;
  private long sequence;
  private long epoch;
  private @Nullable Instant observedAt;

  private final Measurements.Builder measured = new Measurements.Builder();

  /** A reader for what comes at about a time. */
  public PositionReader(Instant now) {
    latest = now.plus(RequestFields.MAX_AHEAD);
  }

  /**
   * The update of a whole text, with the shipment that it names or null; null for one that is not
   * plain, or breaks a rule.
   */
  public @Nullable ShipmentPosition read(byte[] bytes, int offset, int length) {
    PlainJson whole = new PlainJson(bytes, offset, length);
    ShipmentPosition read = whole.next() == '{' ? read(whole) : null;
    return whole.next() < 0 ? read : null;
  }

  /** As {@link #read(byte[], int, int)}, of the object whose opening brace has been read. */
  public @Nullable ShipmentPosition read(PlainJson object) {
    text = object;
    shipmentId = null;
    deviceId = null;
    sequence = -1;
    epoch = -1;
    observedAt = null;
    measured.clear();
    boolean whole = members(false) && sequence >= 0 && isPositioned();
    String device = deviceId;
    Instant observed = observedAt;
    if (!whole || device == null || observed == null) {
      return null;
    }
    SequenceNumber number = new SequenceNumber((int) Math.max(0, epoch), sequence);
    return new ShipmentPosition(
        shipmentId, new PositionUpdate(device, number, observed, measured.build()));
  }

  /** Takes the members behind an opening brace; false if one is not in order. */
  private boolean members(boolean ofPosition) {
    for (String name = text.firstName(); name != null; name = text.nextName()) {
      int first = text.next();
      if (!(ofPosition ? measure(name, true, first) : member(name, first))) {
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
              && deviceId.length() <= PositionUpdate.MAX_DEVICE_ID;
      case "sequence" ->
          sequence < 0
              && (sequence = text.whole(first)) >= 0
              && sequence <= SequenceNumber.MAX_NUMBER;
      case "sequenceEpoch" ->
          epoch < 0 && (epoch = text.whole(first)) >= 0 && epoch <= Integer.MAX_VALUE;
      case "observedAt" -> observedAt == null && isTime(first);
      case "position" -> !isPositioned() && first == '{' && members(true) && isPositioned();
      default -> measure(name, false, first);
    };
  }

  private boolean isPositioned() {
    return measured.has(Measurement.LAT) && measured.has(Measurement.LON);
  }

  private @Nullable String string(int first) {
    return first == '"' ? text.string() : null;
  }

  private boolean isTime(int first) {
    observedAt = first == '"' ? text.time() : null;
    return observedAt != null && !observedAt.isAfter(latest);
  }

  private boolean measure(String name, boolean ofPosition, int first) {
    Measurement measurement = Measurement.named(name, ofPosition);
    if (measurement == null || measured.has(measurement)) {
      return false;
    }
    double value = text.decimal(first);
    if (!measurement.holds(value)) {
      return false;
    }
    measured.put(measurement, value);
    return true;
  }
}

package io.quayside.foreign.epcis;

import io.quayside.common.json.RequestFields;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Situation;
import io.quayside.foreign.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events that are tracking updates. */
final class EpcisTracking {
  private static final Set<String> STEPS = Set.of("transporting", "sensor_reporting");

  private EpcisTracking() {}

  /** Whether an event has a position and a step of tracking. */
  static boolean isOne(EpcisEvent event) {
    String step = event.bizStep();
    if (step == null || !STEPS.contains(step)) {
      return false;
    }
    String place = JsonParts.text(JsonParts.object(event.members(), "readPoint"), "id");
    return (place != null && place.startsWith("geo:"))
        || (component(event, "latitude") != null && component(event, "longitude") != null);
  }

  static Translation translate(EpcisEvent event, Situation situation) {
    Location point =
        EpcisEvent.point(JsonParts.text(JsonParts.object(event.members(), "readPoint"), "id"));
    Double lat = point == null ? component(event, "latitude") : point.lat();
    Double lon = point == null ? component(event, "longitude") : point.lon();
    Measurements.Builder measured = new Measurements.Builder();
    boolean inBounds =
        put(measured, Measurement.LAT, lat)
            && put(measured, Measurement.LON, lon)
            && put(measured, Measurement.SPEED, report(event, "Speed", "KMH"))
            && put(measured, Measurement.TEMPERATURE, report(event, "Temperature", "CEL"))
            && put(measured, Measurement.HUMIDITY, report(event, "RelativeHumidity", "P1"));
    String device = device(event, situation);
    long second = event.time().getEpochSecond();
    if (!inBounds
        || !RequestFields.isText(device, PositionUpdate.MAX_DEVICE_ID)
        || second < 0
        || event.time().isAfter(situation.now().plus(RequestFields.MAX_AHEAD))) {
      return new Translation.Unclear("A value of the position is out of bounds");
    }
    return new Translation.Position(
        new PositionUpdate(device, new SequenceNumber(0, second), event.time(), measured.build()));
  }

  private static boolean put(
      Measurements.Builder measured, Measurement measurement, @Nullable Double value) {
    if (value == null) {
      return !measurement.isRequired();
    }
    if (!measurement.holds(value)) {
      return false;
    }
    measured.put(measurement, value);
    return true;
  }

  private static String device(EpcisEvent event, Situation situation) {
    for (Map<String, Object> element : JsonParts.objects(event.members(), "sensorElementList")) {
      String device = JsonParts.text(JsonParts.object(element, "sensorMetadata"), "deviceID");
      if (device != null && !device.isEmpty()) {
        return device;
      }
    }
    List<String> containers = EpcisNames.of(event.members()).containers();
    String booked = situation.stream().shipment().booking().cargo().containerNumber();
    String container = containers.isEmpty() ? booked : containers.getFirst();
    return "epcis:" + (container == null ? situation.stream().shipmentId() : container);
  }

  private static List<Map<String, Object>> reports(EpcisEvent event) {
    List<Map<String, Object>> reports = new ArrayList<>();
    for (Map<String, Object> element : JsonParts.objects(event.members(), "sensorElementList")) {
      reports.addAll(JsonParts.objects(element, "sensorReport"));
    }
    return reports;
  }

  /** The value of the report with a component; degrees may be written in its text value. */
  private static @Nullable Double component(EpcisEvent event, String component) {
    for (Map<String, Object> report : reports(event)) {
      if (component.equals(word(JsonParts.text(report, "component")))) {
        Double value = JsonParts.number(report, "value");
        return value != null ? value : JsonParts.decimal(JsonParts.text(report, "stringValue"));
      }
    }
    return null;
  }

  private static @Nullable Double report(EpcisEvent event, String type, String unit) {
    for (Map<String, Object> report : reports(event)) {
      if (type.equals(word(JsonParts.text(report, "type")))
          && unit.equals(JsonParts.text(report, "uom"))
          && report.get("component") == null) {
        return JsonParts.number(report, "value");
      }
    }
    return null;
  }

  /** The word at the end of {@code gs1:Temperature} or {@code https://…/Comp-latitude}. */
  private static @Nullable String word(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int from =
        Math.max(text.lastIndexOf(':'), Math.max(text.lastIndexOf('/'), text.lastIndexOf('-')));
    return text.substring(from + 1);
  }
}

package io.quayside.foreign.dcsa;

import io.quayside.common.json.RequestFields;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Situation;
import io.quayside.foreign.Translation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of version 3.0 that are tracking updates. */
final class DcsaTracking {
  private DcsaTracking() {}

  /** Whether an event has a measurement and a point. */
  static boolean isOne(DcsaEvent event) {
    boolean measured =
        ("IOT".equals(event.type()) && "DETC".equals(event.code()))
            || ("REEFER".equals(event.type()) && "MEAS".equals(event.code()));
    Map<String, Object> place = JsonParts.object(event.members(), "eventLocation");
    return event.isVersion3() && measured && !JsonParts.object(place, "geoCoordinate").isEmpty();
  }

  static Translation translate(DcsaEvent event, Situation situation) {
    Location location = event.where().location();
    Double lat = location == null ? null : location.lat();
    Double lon = location == null ? null : location.lon();
    long second = event.time().getEpochSecond();
    if (lat == null
        || lon == null
        || second < 0
        || event.time().isAfter(situation.now().plus(RequestFields.MAX_AHEAD))) {
      return new Translation.Unclear("The place or the time of the position is none");
    }
    Measurements.Builder measured =
        new Measurements.Builder().put(Measurement.LAT, lat).put(Measurement.LON, lon);
    Map<String, Object> reefer = JsonParts.object(event.members(), "reeferDetails");
    Map<String, Object> parameters = JsonParts.object(reefer, "measuredParameters");
    String device = device(event, situation);
    boolean inBounds =
        put(measured, Measurement.TEMPERATURE, temperature(reefer))
            && put(
                measured, Measurement.HUMIDITY, JsonParts.number(parameters, "humidityPercentage"))
            && RequestFields.isText(device, PositionUpdate.MAX_DEVICE_ID);
    return inBounds
        ? new Translation.Position(
            new PositionUpdate(
                device, new SequenceNumber(0, second), event.time(), measured.build()))
        : new Translation.Unclear("A value of the position is out of bounds");
  }

  private static String device(DcsaEvent event, Situation situation) {
    String container = event.container();
    String booked = situation.stream().shipment().booking().cargo().containerNumber();
    String named = container != null ? container : booked;
    return "dcsa:" + (named == null ? situation.stream().shipmentId() : named);
  }

  private static boolean put(
      Measurements.Builder measured, Measurement measurement, @Nullable Double value) {
    if (value == null) {
      return true;
    }
    measured.put(measurement, value);
    return measurement.holds(value);
  }

  /** The first probe's, in degrees Celsius. */
  private static @Nullable Double temperature(Map<String, Object> reefer) {
    List<Map<String, Object>> probes = JsonParts.objects(reefer, "temperatureProbeMeasurements");
    Double value =
        probes.isEmpty() ? null : JsonParts.number(probes.getFirst(), "measuredTemperatureValue");
    return value == null || !"FAH".equals(JsonParts.text(reefer, "temperatureUnit"))
        ? value
        : Double.valueOf(Math.round((value - 32) * 500 / 9) / 100.0);
  }
}

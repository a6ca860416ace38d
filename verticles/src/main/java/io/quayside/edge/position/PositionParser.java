package io.quayside.edge.position;

import io.quayside.common.json.Json;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes tracking updates of bodies, lines and frames, or says what is wrong with them. Those that
 * are in order nearly always are {@link PositionReader}'s.
 */
@SuppressWarnings("NullAway") // a value that offends is null until verify throws
public final class PositionParser {
  private PositionParser() {}

  /** An update and the shipment it names; whether there is one of that id is judged elsewhere. */
  public record ShipmentPosition(@Nullable String shipmentId, PositionUpdate update) {}

  /**
   * The update of a text that names no shipment, at the front of an array.
   *
   * @throws ProblemException malformed-json, or validation-failed with every offence
   */
  public static PositionUpdate parse(byte[] bytes, int length, Instant now) {
    ShipmentPosition plain = new PositionReader(now).read(bytes, 0, length);
    return plain != null && plain.shipmentId() == null
        ? plain.update()
        : parse(Json.parseObject(bytes, 0, length), now);
  }

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
    String deviceId = fields.text("deviceId", PositionUpdate.MAX_DEVICE_ID);
    Long number = fields.integer("sequence", 0, SequenceNumber.MAX_NUMBER);
    Long epoch =
        fields.has("sequenceEpoch")
            ? fields.integer("sequenceEpoch", 0, Integer.MAX_VALUE)
            : Long.valueOf(0);
    Instant observedAt = fields.pastTime("observedAt", now);
    Measurements.Builder measured = new Measurements.Builder();
    RequestFields position = fields.object("position");
    if (position != null) {
      Measurement.OF_POSITION.forEach(measurement -> take(measurement, position, measured));
      position.end();
    }
    Measurement.OF_UPDATE.forEach(measurement -> take(measurement, fields, measured));
    fields.verify();
    SequenceNumber sequence = new SequenceNumber(epoch.intValue(), number);
    return new PositionUpdate(deviceId, sequence, observedAt, measured.build());
  }

  private static void take(
      Measurement measurement, RequestFields fields, Measurements.Builder measured) {
    if (measurement.isRequired() || fields.has(measurement.member())) {
      Double value =
          measurement.isMaxExcluded()
              ? fields.numberBelow(measurement.member(), measurement.min(), measurement.max())
              : fields.number(measurement.member(), measurement.min(), measurement.max());
      if (value != null) {
        measured.put(measurement, value);
      }
    }
  }
}

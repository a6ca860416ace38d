package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quayside.common.identity.CommandId;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.json.Swar;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A position's bytes: the whole record, and its data alone, which queries and sockets show. */
public final class PositionCodec {
  /** The stored type of a position. */
  public static final String POSITION_REPORTED = "tracking.position-reported.v1";

  private static final int EXPECTED_BYTES = 640;

  private static final byte[] DATA = ",\"data\":".getBytes(US_ASCII);

  private PositionCodec() {}

  /** The position as one CloudEvents JSON object, written with the help of {@code out}. */
  public static LoggedPosition encode(StoredPosition stored, JsonWriter out) {
    CloudEvents.begin(
        out,
        stored.shipmentId(),
        stored.update().deviceId(),
        stored.update().sequence(),
        POSITION_REPORTED,
        stored.recordedAt());
    CloudEvents.tenant(out, stored.tenant());
    int from = out.name("data").length();
    writeData(out, stored);
    byte[] value = out.endObject().toBytes();
    return LoggedPosition.of(stored, value, from, value.length - 1);
  }

  /** The position in the shape of a shipment's {@code lastPosition}. */
  public static byte[] encodeData(StoredPosition stored) {
    JsonWriter out = new JsonWriter(EXPECTED_BYTES);
    writeData(out, stored);
    return out.toBytes();
  }

  private static void writeData(JsonWriter out, StoredPosition stored) {
    write(out.beginObject(), stored.update());
    out.field("recordedAt", stored.recordedAt());
    if (stored.late()) {
      out.field("late", true);
    }
    out.endObject();
  }

  /**
   * The data of a record, as {@link #encodeData} gives it.
   *
   * @throws UndecodableEventException as {@link #decode} does, at least where somebody on the way
   *     has added attributes behind it
   */
  public static byte[] dataOf(byte[] value) {
    int from = dataFrom(value);
    return from < 0 ? encodeData(decode(value)) : Arrays.copyOfRange(value, from, value.length - 1);
  }

  /** Where the data stands, if it is what the record ends with; else -1. */
  private static int dataFrom(byte[] value) {
    int length = value.length;
    // No attribute of CloudEvents but the data is an object, and within a string its quotes would
    // be escaped.
    if (length > 2 && value[length - 1] == '}' && value[length - 2] == '}') {
      int at = Swar.find(value, 0, length, ',');
      while (at + DATA.length < length) {
        if (Arrays.equals(value, at, at + DATA.length, DATA, 0, DATA.length)) {
          return at + DATA.length;
        }
        at = Swar.find(value, at + 1, length, ',');
      }
    }
    return -1;
  }

  /** The members of an update, as the device sent it. */
  private static void write(JsonWriter out, PositionUpdate update) {
    out.field("deviceId", update.deviceId()).field("sequence", update.sequence().number());
    if (update.sequence().epoch() > 0) {
      out.field("sequenceEpoch", update.sequence().epoch());
    }
    out.field("observedAt", update.observedAt());
    out.beginObject("position");
    write(out, Measurement.OF_POSITION, update.measured());
    out.endObject();
    write(out, Measurement.OF_UPDATE, update.measured());
  }

  private static void write(JsonWriter out, List<Measurement> members, Measurements measured) {
    for (Measurement measurement : members) {
      if (measured.has(measurement)) {
        out.field(measurement.member(), measured.get(measurement));
      }
    }
  }

  /**
   * The position of a record's value.
   *
   * @throws UndecodableEventException if the type or the shape is none that was ever written
   */
  public static StoredPosition decode(byte[] value) {
    return CloudEvents.decode(value, PositionCodec::decode);
  }

  /**
   * The tenant of a record of the log, which has to be of its key's shipment.
   *
   * @throws UndecodableEventException as {@link #decode(byte[])} does
   */
  public static String tenantOf(String key, byte[] value) {
    return CloudEvents.decode(key, value, PositionCodec::decode).tenant();
  }

  /** As {@link #decode(byte[])}, of a record of the log, which has to be of its key's shipment. */
  public static LoggedPosition decode(String key, byte[] value) {
    StoredPosition stored = CloudEvents.decode(key, value, PositionCodec::decode);
    int from = dataFrom(value);
    if (from >= 0) {
      return LoggedPosition.of(stored, value, from, value.length - 1);
    }
    byte[] data = encodeData(stored);
    return LoggedPosition.of(stored, data, 0, data.length);
  }

  /** The position of a record of the log; null where the projection passes over the record. */
  public static @Nullable LoggedPosition projected(String key, byte[] value) {
    if (!CommandId.isShipmentId(key)) {
      return null;
    }
    try {
      return decode(key, value);
    } catch (RuntimeException undecodable) {
      // As the live feed does.
      return null;
    }
  }

  private static StoredPosition decode(StoredFields envelope) {
    envelope.constant("type", POSITION_REPORTED);
    StoredFields data = envelope.object("data");
    StoredPosition stored =
        new StoredPosition(
            CloudEvents.tenant(envelope),
            envelope.text("subject"),
            read(data),
            data.flag("late"),
            data.time("recordedAt"));
    data.end();
    envelope.constant("id", stored.id());
    return stored;
  }

  /** The update that {@link #write} wrote. */
  private static PositionUpdate read(StoredFields data) {
    Measurements.Builder measured = new Measurements.Builder();
    StoredFields position = data.object("position");
    read(position, Measurement.OF_POSITION, measured);
    position.end();
    read(data, Measurement.OF_UPDATE, measured);
    return new PositionUpdate(
        data.text("deviceId"), sequence(data), data.time("observedAt"), measured.build());
  }

  private static SequenceNumber sequence(StoredFields data) {
    int epoch = data.has("sequenceEpoch") ? data.integer("sequenceEpoch", Integer.MAX_VALUE) : 0;
    return new SequenceNumber(epoch, data.integer("sequence"));
  }

  private static void read(
      StoredFields fields, List<Measurement> members, Measurements.Builder measured) {
    for (Measurement measurement : members) {
      if (measurement.isRequired() || fields.has(measurement.member())) {
        measured.put(measurement, fields.number(measurement.member()));
      }
    }
  }
}

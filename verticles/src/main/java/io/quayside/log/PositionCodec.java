package io.quayside.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.quayside.json.JsonOut;
import io.quayside.tracking.PositionUpdate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Instant;
import java.util.Arrays;

/** A position's bytes: the whole record, and its data alone, which queries and sockets show. */
public final class PositionCodec {
  private static final int EXPECTED_BYTES = 640;

  private static final byte[] DATA = ",\"data\":".getBytes(US_ASCII);

  /** The bytes that stand before {@link #DATA} at least, where the subject is a shipment's id. */
  private static final int LEAST_ENVELOPE =
      CloudEvents.begin(
              new JsonOut(0),
              CommandId.shipmentOf("", ""),
              "",
              0,
              EventTypes.POSITION_REPORTED,
              Instant.EPOCH)
          .toBytes()
          .length;

  private PositionCodec() {}

  /** The position as one CloudEvents JSON object, written with the help of {@code out}. */
  public static byte[] encode(StoredPosition stored, JsonOut out) {
    CloudEvents.begin(
        out,
        stored.shipmentId(),
        stored.update().deviceId(),
        stored.update().sequence(),
        EventTypes.POSITION_REPORTED,
        stored.recordedAt());
    writeData(out.beginObject("data"), stored);
    return out.endObject().endObject().toBytes();
  }

  /** The position in the shape of a shipment's {@code lastPosition}. */
  public static byte[] encodeData(StoredPosition stored) {
    JsonOut out = new JsonOut(EXPECTED_BYTES).beginObject();
    writeData(out, stored);
    return out.endObject().toBytes();
  }

  private static void writeData(JsonOut out, StoredPosition stored) {
    write(out, stored.update());
    out.field("recordedAt", stored.recordedAt());
    if (stored.late()) {
      out.field("late", true);
    }
  }

  /** What {@link #encodeData} gives, where it stands: {@code to} is the first byte behind it. */
  public record Data(byte[] bytes, int from, int to) {
    /** A view of it. */
    public Buffer buffer() {
      return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, to - from));
    }

    public byte[] copy() {
      return Arrays.copyOfRange(bytes, from, to);
    }
  }

  /**
   * The data of a record, where it stands there; made anew only where somebody on the way has added
   * attributes behind it.
   *
   * @throws UndecodableEventException as {@link #decode} does, in that case
   */
  public static Data dataOf(byte[] value) {
    return dataFrom(value, LEAST_ENVELOPE);
  }

  /**
   * As {@link #dataOf(byte[])}, of a record whose device is known: so much less to look through.
   */
  public static Data dataOf(LogEntry<StoredPosition> entry) {
    return dataFrom(entry.value(), LEAST_ENVELOPE + entry.fact().update().deviceId().length());
  }

  private static Data dataFrom(byte[] value, int from) {
    int length = value.length;
    // No attribute of CloudEvents but the data is an object, and within a string its quotes would
    // be escaped.
    if (length > 2 && value[length - 1] == '}' && value[length - 2] == '}') {
      for (int at = from; at + DATA.length < length; at++) {
        if (value[at] == ',' && Arrays.equals(value, at, at + DATA.length, DATA, 0, DATA.length)) {
          return new Data(value, at + DATA.length, length - 1);
        }
      }
    }
    byte[] anew = encodeData(decode(value));
    return new Data(anew, 0, anew.length);
  }

  /** The members of an update, as the device sent it. */
  public static void write(JsonOut out, PositionUpdate update) {
    out.field("deviceId", update.deviceId())
        .field("sequence", update.sequence())
        .field("observedAt", update.observedAt());
    out.beginObject("position").field("lat", update.lat()).field("lon", update.lon());
    optional(out, "accuracyM", update.accuracyM());
    optional(out, "altitudeM", update.altitudeM());
    out.endObject();
    optional(out, "speedKph", update.speedKph());
    optional(out, "headingDeg", update.headingDeg());
    optional(out, "temperatureC", update.temperatureC());
    optional(out, "humidityPct", update.humidityPct());
    optional(out, "batteryPct", update.batteryPct());
  }

  private static void optional(JsonOut out, String name, Double value) {
    if (value != null) {
      out.field(name, (double) value);
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

  /** As {@link #decode(byte[])}, of a record of the log, which has to be of its key's shipment. */
  public static StoredPosition decode(String key, byte[] value) {
    return CloudEvents.decode(key, value, PositionCodec::decode);
  }

  private static StoredPosition decode(StoredFields envelope) {
    envelope.constant("type", EventTypes.POSITION_REPORTED);
    StoredFields data = envelope.object("data");
    StoredPosition stored =
        new StoredPosition(
            envelope.text("subject"), read(data), data.flag("late"), data.time("recordedAt"));
    data.end();
    envelope.constant("id", stored.id());
    return stored;
  }

  /** The update that {@link #write} wrote. */
  public static PositionUpdate read(StoredFields data) {
    StoredFields position = data.object("position");
    PositionUpdate update =
        new PositionUpdate(
            data.text("deviceId"),
            data.integer("sequence"),
            data.time("observedAt"),
            position.number("lat"),
            position.number("lon"),
            position.optionalNumber("accuracyM"),
            position.optionalNumber("altitudeM"),
            data.optionalNumber("speedKph"),
            data.optionalNumber("headingDeg"),
            data.optionalNumber("temperatureC"),
            data.optionalNumber("humidityPct"),
            data.optionalNumber("batteryPct"));
    position.end();
    return update;
  }
}

package io.quayside.log.envelope;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.time.Instant;
import java.util.function.BiFunction;

/** The envelope of records of dead letters. */
public final class LetterCodec {
  private LetterCodec() {}

  /**
   * The value of a record.
   *
   * @param version the letter's, after this record
   * @param data a JSON object
   */
  public static byte[] encode(
      String letterId, int version, String type, String tenant, Instant time, byte[] data) {
    JsonWriter out = new JsonWriter(512 + data.length);
    CloudEvents.begin(out, letterId, version, type, time);
    out.field("letterversion", version);
    CloudEvents.tenant(out, tenant);
    return out.rawField("data", data).endObject().toBytes();
  }

  /**
   * Decodes a record, also one of 0.2.0, which has a {@code dataschema}; {@code decoder} takes its
   * envelope and the letter's version. Throws {@link UndecodableEventException} for what is none.
   */
  public static <T> T decode(byte[] value, BiFunction<StoredFields, Integer, T> decoder) {
    return CloudEvents.decode(
        value,
        envelope -> {
          int version = envelope.integer("letterversion", Integer.MAX_VALUE);
          envelope.constant("id", envelope.text("subject") + '/' + version);
          return decoder.apply(envelope, version);
        });
  }
}

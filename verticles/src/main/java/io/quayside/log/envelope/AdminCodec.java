package io.quayside.log.envelope;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The envelope of administration records. */
public final class AdminCodec {
  private AdminCodec() {}

  /**
   * The value of a record.
   *
   * @param subject {@code <kind>/<id>}, with nothing to escape
   * @param data a JSON object
   */
  public static byte[] encode(
      String subject, int version, String type, String tenant, Instant time, byte[] data) {
    JsonWriter out = new JsonWriter(512 + data.length);
    CloudEvents.begin(out, subject, version, type, time);
    out.field("dataschema", EventCodec.DATA_SCHEMA + type).field("objectversion", version);
    if (!tenant.equals(Principal.DEFAULT_TENANT)) {
      out.field("tenantid", tenant);
    }
    return out.rawField("data", data).endObject().toBytes();
  }

  /** Throws {@link UndecodableEventException} for what is no record of that key. */
  public static AdminRecord decode(String key, byte @Nullable [] value) {
    return CloudEvents.decode(
        key,
        value,
        envelope -> {
          int version = envelope.integer("objectversion", Integer.MAX_VALUE);
          envelope.constant("id", key + '/' + version);
          String tenant = envelope.optionalText("tenantid");
          return new AdminRecord(
              key,
              version,
              envelope.text("type"),
              tenant == null ? Principal.DEFAULT_TENANT : tenant,
              envelope.object("data"));
        });
  }
}

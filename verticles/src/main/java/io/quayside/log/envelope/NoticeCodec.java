package io.quayside.log.envelope;

import io.quayside.common.json.JsonWriter;
import java.time.Instant;

/** The envelope of notices: events about Quayside itself, which are in no log. */
public final class NoticeCodec {
  private NoticeCodec() {}

  /** A notice as one JSON object; {@code data} is an object. */
  public static byte[] encode(String id, String type, String tenant, Instant time, byte[] data) {
    JsonWriter out = new JsonWriter(256 + data.length);
    CloudEvents.beginWithoutSubject(out, id, type, time);
    out.field("dataschema", EventCodec.DATA_SCHEMA + type);
    CloudEvents.tenant(out, tenant);
    return out.rawField("data", data).endObject().toBytes();
  }
}

package io.quayside.log.envelope;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.tracking.SequenceNumber;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The envelope of every record: CloudEvents 1.0, structured, in one fixed order of members. */
final class CloudEvents {
  private static final String SPEC_VERSION = "1.0";
  private static final String SOURCE = "/quayside";
  private static final String DATA_CONTENT_TYPE = "application/json";

  private static final byte[] SPEC_VERSION_MEMBER = member("specversion", SPEC_VERSION);
  private static final byte[] SOURCE_MEMBER = member("source", SOURCE);
  private static final byte[] DATA_CONTENT_TYPE_MEMBER =
      member("datacontenttype", DATA_CONTENT_TYPE);

  private static final String TENANT = "tenantid";

  private CloudEvents() {}

  /** What every record has the same. */
  private static byte[] member(String name, String value) {
    return new JsonWriter(0).field(name, value).toBytes();
  }

  /**
   * Begins a record, and forgets what was written before; what comes next is its extensions and
   * {@code data}. Its id is made of its subject and a version. The subject, a shipment's id, has
   * nothing to escape.
   */
  static JsonWriter begin(JsonWriter out, String subject, int version, String type, Instant time) {
    beginId(out, subject).digits(version);
    return endId(out, subject, type, time);
  }

  /** As for a version, with an id that is made of the subject, a device and its sequence. */
  static JsonWriter begin(
      JsonWriter out,
      String subject,
      String device,
      SequenceNumber sequence,
      String type,
      Instant time) {
    beginId(out, subject).text(device).plain("/");
    if (sequence.epoch() > 0) {
      out.digits(sequence.epoch()).plain(".");
    }
    out.digits(sequence.number());
    return endId(out, subject, type, time);
  }

  /**
   * Writes the tenant, the last extension before {@code data}. The default tenant is not written:
   * the records of a cluster without tenants stay as they were.
   */
  static void tenant(JsonWriter out, String tenant) {
    if (!tenant.equals(Principal.DEFAULT_TENANT)) {
      out.name(TENANT).beginText().plain(tenant).endText();
    }
  }

  /** The tenant of a record. */
  static String tenant(StoredFields envelope) {
    String tenant = envelope.optionalText(TENANT);
    if (tenant == null) {
      return Principal.DEFAULT_TENANT;
    }
    if (!Principal.isTenant(tenant)) {
      throw new IllegalArgumentException(TENANT + " is not a tenant's name");
    }
    return tenant;
  }

  private static JsonWriter beginId(JsonWriter out, String subject) {
    out.clear().beginObject().raw(SPEC_VERSION_MEMBER);
    return out.name("id").beginText().plain(subject).plain("/");
  }

  private static JsonWriter endId(JsonWriter out, String subject, String type, Instant time) {
    out.endText().raw(SOURCE_MEMBER);
    out.name("type").beginText().plain(type).endText();
    out.name("subject").beginText().plain(subject).endText();
    return out.field("time", time).raw(DATA_CONTENT_TYPE_MEMBER);
  }

  /**
   * Decodes a record. Attributes of the envelope that are not ours are passed over: CloudEvents
   * lets anybody on the way add some.
   */
  static <T> T decode(byte[] value, Function<StoredFields, T> decoder) {
    Map<String, Object> members;
    try {
      members = Json.parseObject(value);
    } catch (ProblemException malformed) {
      throw new UndecodableEventException("?", "?", malformed);
    }
    try {
      StoredFields envelope = new StoredFields(members);
      envelope.constant("specversion", SPEC_VERSION);
      envelope.constant("source", SOURCE);
      envelope.constant("datacontenttype", DATA_CONTENT_TYPE);
      return decoder.apply(envelope);
    } catch (IllegalArgumentException unexpected) {
      throw new UndecodableEventException(
          shown(members.get("type")), shown(members.get("id")), unexpected);
    }
  }

  /** As {@link #decode(byte[], Function)}, of a record of the log, whose key is its subject. */
  static <T> T decode(String key, byte @Nullable [] value, Function<StoredFields, T> decoder) {
    if (value == null) {
      throw new UndecodableEventException(
          "?", "?", new IllegalArgumentException("there is no value"));
    }
    return decode(
        value,
        envelope -> {
          envelope.constant("subject", key);
          return decoder.apply(envelope);
        });
  }

  private static String shown(@Nullable Object attribute) {
    return attribute instanceof String text ? text : "?";
  }
}

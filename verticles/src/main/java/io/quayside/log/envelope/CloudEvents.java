package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.tracking.SequenceNumber;
import java.time.Instant;
import java.util.Arrays;
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

  /** The bytes before a record's id, and those from the end of the id to its type. */
  private static final byte[] ID_START =
      ("{\"specversion\":\"" + SPEC_VERSION + "\",\"id\":\"").getBytes(US_ASCII);

  private static final byte[] TYPE_START =
      ("\",\"source\":\"" + SOURCE + "\",\"type\":\"").getBytes(US_ASCII);

  private CloudEvents() {}

  /** The content type and the schema of data: two members, as {@link #begin} writes them. */
  static byte[] contentOf(String schemaId) {
    byte[] schema = member("dataschema", schemaId);
    JsonWriter out = new JsonWriter(DATA_CONTENT_TYPE_MEMBER.length + 1 + schema.length);
    return out.raw(DATA_CONTENT_TYPE_MEMBER).raw(schema).toBytes();
  }

  private static byte[] member(String name, String value) {
    return new JsonWriter(0).field(name, value).toBytes();
  }

  /**
   * Begins a record, and forgets what was written before; what comes next is its extensions and
   * {@code data}. Its id is made of its subject and a version. The subject, a shipment's id, has
   * nothing to escape.
   */
  static JsonWriter begin(JsonWriter out, String subject, int version, String type, Instant time) {
    return begin(out, subject, version, type, time, DATA_CONTENT_TYPE_MEMBER);
  }

  /** As above, with what {@link #contentOf} makes of the type's schema. */
  static JsonWriter begin(
      JsonWriter out, String subject, int version, String type, Instant time, byte[] content) {
    beginId(out, subject).digits(version);
    return endId(out, subject, type, time, content);
  }

  /** As for a version, with an id that is given, and without a subject. */
  static JsonWriter beginWithoutSubject(JsonWriter out, String id, String type, Instant time) {
    out.clear().beginObject().raw(SPEC_VERSION_MEMBER).field("id", id).raw(SOURCE_MEMBER);
    return out.field("type", type).field("time", time).raw(DATA_CONTENT_TYPE_MEMBER);
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
    return endId(out, subject, type, time, DATA_CONTENT_TYPE_MEMBER);
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

  private static JsonWriter endId(
      JsonWriter out, String subject, String type, Instant time, byte[] content) {
    out.endText().raw(SOURCE_MEMBER);
    out.name("type").beginText().plain(type).endText();
    out.name("subject").beginText().plain(subject).endText();
    return out.field("time", time).raw(content);
  }

  /**
   * The type of a record that begins as the gateway writes it, found without decoding; null for any
   * other record. A member that came twice would have made the record undecodable.
   */
  static @Nullable String plainType(byte[] value) {
    int subject = skip(value, 0, ID_START);
    int end = subject < 0 ? -1 : endOfText(value, subject);
    int type = end < 0 ? -1 : skip(value, end, TYPE_START);
    int typeEnd = type < 0 ? -1 : endOfText(value, type);
    return typeEnd < 0 ? null : new String(value, type, typeEnd - type, US_ASCII);
  }

  /**
   * The version in the id of an event that begins as the gateway writes it, found without decoding;
   * -1 for any other record.
   */
  static int plainVersion(byte[] value) {
    int id = skip(value, 0, ID_START);
    int end = id < 0 ? -1 : endOfText(value, id);
    int version = 0;
    int scale = 1;
    for (int i = end - 1; i >= id && end >= 0; i--, scale *= 10) {
      int digit = value[i] - '0';
      if (value[i] == '/') {
        return scale > 1 ? version : -1;
      }
      if (digit < 0 || digit > 9 || scale >= 1_000_000_000) {
        return -1;
      }
      version += digit * scale;
    }
    return -1;
  }

  /** The place behind some bytes that stand at a place, or -1 if others do. */
  private static int skip(byte[] value, int from, byte[] expected) {
    int to = from + expected.length;
    return to <= value.length && Arrays.equals(value, from, to, expected, 0, expected.length)
        ? to
        : -1;
  }

  /** The place of the quotation mark that ends a text without escapes, or -1. */
  private static int endOfText(byte[] value, int from) {
    for (int i = from; i < value.length; i++) {
      if (value[i] == '"') {
        return i;
      }
      if (value[i] == '\\' || value[i] < 0) {
        return -1;
      }
    }
    return -1;
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

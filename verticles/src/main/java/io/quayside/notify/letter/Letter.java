package io.quayside.notify.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Crockford;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it was parked last. Made by {@link #ofEvent}, {@link #ofRecord} or {@link
 * #ofForeign}, and parked by {@link Letters#park(Letter)}.
 *
 * @param letterId made of what the letter is about, so that two owners who park the same write the
 *     same letter
 * @param tenant the shipment's; {@link #NO_TENANT} for a record that is nobody's
 * @param origin the place of the record that it is about; null: of none in our topics
 * @param original the first 64 KiB of what could not be read; null: it is in the history, or too
 *     long
 * @param sha256 in hex, of a foreign document that is too long for {@code original}
 */
public record Letter(
    String letterId,
    String tenant,
    LetterSource source,
    @Nullable String consumer,
    Cause cause,
    @Nullable String shipmentId,
    @Nullable Integer version,
    @Nullable Origin origin,
    byte @Nullable [] original,
    @Nullable String sha256) {
  /** The tenant of records that are nobody's. */
  public static final String NO_TENANT = "";

  /** The bytes of what could not be read that a letter keeps, at most. */
  public static final int MAX_ORIGINAL = 64 * 1_024;

  private static final int ID_LENGTH = 26;
  private static final int MAX_DETAIL = 1_000;

  /**
   * Why something was parked.
   *
   * @param detail the cause in our words, cut to 1,000 characters; never a peer's text or a secret
   * @param attempts how often it was tried
   */
  public record Cause(String code, String detail, int attempts, Instant firstAt, Instant lastAt) {
    public Cause {
      detail = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
    }

    /** A cause that has shown itself at the first attempt. */
    public static Cause now(String code, String detail, Instant now) {
      return new Cause(code, detail, 1, now, now);
    }

    /** This cause after what was parked before has failed again. */
    Cause after(Cause before) {
      return new Cause(
          code, detail, Math.max(attempts, before.attempts + 1), before.firstAt, lastAt);
    }
  }

  /** The place of a record in one of our topics. */
  public record Origin(String topic, int partition, long offset) {
    /** As the header {@code quayside-original} has it. */
    String toText() {
      return topic + '/' + partition + '/' + offset;
    }
  }

  /**
   * The letter about one event of a shipment.
   *
   * @param consumer whose letter it is, such as {@code webhook:<id>}; null: the gateway's own
   */
  public static Letter ofEvent(
      LetterSource source,
      @Nullable String consumer,
      String tenant,
      String shipmentId,
      int version,
      @Nullable Origin origin,
      Cause cause) {
    String id = idOf(source, consumer, shipmentId, version);
    return new Letter(id, tenant, source, consumer, cause, shipmentId, version, origin, null, null);
  }

  /** The id of a letter about one event. */
  public static String idOf(
      LetterSource source, @Nullable String consumer, String shipmentId, int version) {
    return hash(
        source.word(), consumer == null ? "" : consumer, shipmentId, Integer.toString(version));
  }

  /**
   * The letter about a record of our topics; one of the source {@code foreign} belongs to no
   * tenant.
   *
   * @param value the record's, of which the first 64 KiB are kept; null: it is in the history
   */
  public static Letter ofRecord(
      LetterSource source,
      String tenant,
      @Nullable String shipmentId,
      @Nullable Integer version,
      Origin origin,
      byte @Nullable [] value,
      Cause cause) {
    String id =
        hash(
            source.word(),
            origin.topic,
            Integer.toString(origin.partition),
            Long.toString(origin.offset));
    byte[] original =
        value == null || value.length <= MAX_ORIGINAL ? value : Arrays.copyOf(value, MAX_ORIGINAL);
    String owner = source == LetterSource.FOREIGN ? NO_TENANT : tenant;
    return new Letter(id, owner, source, null, cause, shipmentId, version, origin, original, null);
  }

  /**
   * The letter about a record of a foreign format.
   *
   * @param recordId identity of the record within its format: two attempts of the same record make
   *     one letter
   * @param document the record; beyond 64 KiB the letter has its SHA-256 alone
   */
  public static Letter ofForeign(
      String format,
      String recordId,
      String tenant,
      @Nullable String shipmentId,
      byte[] document,
      Cause cause) {
    boolean fits = document.length <= MAX_ORIGINAL;
    return new Letter(
        hash(LetterSource.FOREIGN.word(), format, tenant, recordId),
        tenant,
        LetterSource.FOREIGN,
        null,
        cause,
        shipmentId,
        null,
        null,
        fits ? document : null,
        fits ? null : HexFormat.of().formatHex(sha256(document)));
  }

  private static String hash(String... parts) {
    return Crockford.encode(sha256(String.join("\n", parts).getBytes(UTF_8)), ID_LENGTH);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** The same letter for another cause. */
  Letter with(Cause other) {
    return new Letter(
        letterId, tenant, source, consumer, other, shipmentId, version, origin, original, sha256);
  }

  /** The same letter with what could not be read. */
  Letter withOriginal(byte[] bytes) {
    return new Letter(
        letterId, tenant, source, consumer, cause, shipmentId, version, origin, bytes, sha256);
  }

  /** The key of its records, which decides its shard. */
  String key() {
    return shipmentId == null ? '-' + letterId : shipmentId;
  }

  /** Whether it is about a record in our topics that is nobody's: it cannot be tried again. */
  boolean isOfNobody() {
    return source == LetterSource.FOREIGN && origin != null;
  }

  /** Writes the members of an object that the caller has begun, without the original. */
  void write(JsonWriter out) {
    out.field("letterId", letterId)
        .field("source", source.word())
        .optional("consumer", consumer)
        .field("code", cause.code)
        .field("detail", cause.detail)
        .optional("shipmentId", shipmentId)
        .optional("version", version);
    if (shipmentId != null && version != null) {
      out.field("eventId", shipmentId + '/' + version);
    }
    if (origin != null) {
      out.beginObject("origin")
          .field("topic", origin.topic)
          .field("partition", origin.partition)
          .field("offset", origin.offset)
          .endObject();
    }
    out.field("attempts", cause.attempts)
        .field("firstAt", cause.firstAt)
        .field("lastAt", cause.lastAt);
  }

  /** Writes the members that only the letter by its id has. */
  void writeOriginal(JsonWriter out) {
    if (original != null) {
      out.field("original", Base64.getEncoder().encodeToString(original));
    }
    out.optional("sha256", sha256);
  }

  /** Reads what {@link #write} and {@link #writeOriginal} wrote, and no other members. */
  static Letter read(StoredFields data, @Nullable String tenant) {
    StoredFields place = data.optionalObject("origin");
    String shipmentId = data.optionalText("shipmentId");
    LetterSource source = LetterSource.of(data.text("source"));
    boolean nobodys = source == LetterSource.FOREIGN && place != null;
    String original = data.optionalText("original");
    Letter letter =
        new Letter(
            data.text("letterId"),
            nobodys ? NO_TENANT : tenant == null ? Principal.DEFAULT_TENANT : tenant,
            source,
            data.optionalText("consumer"),
            new Cause(
                data.text("code"),
                data.text("detail"),
                data.integer("attempts", Integer.MAX_VALUE),
                data.time("firstAt"),
                data.time("lastAt")),
            shipmentId,
            data.optionalInteger("version", Integer.MAX_VALUE),
            place == null
                ? null
                : new Origin(
                    place.text("topic"),
                    place.integer("partition", Integer.MAX_VALUE),
                    place.integer("offset")),
            original == null ? null : Base64.getDecoder().decode(original),
            data.optionalText("sha256"));
    data.optionalText("eventId");
    data.end();
    return letter;
  }
}

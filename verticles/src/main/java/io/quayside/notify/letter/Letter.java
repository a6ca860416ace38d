package io.quayside.notify.letter;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Crockford;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it was parked last.
 *
 * @param letterId made of source, consumer, shipment and version, so that two owners who park the
 *     same write the same letter
 * @param tenant the shipment's
 * @param detail the cause in our words; never a peer's text
 * @param attempts how often it was tried
 */
public record Letter(
    String letterId,
    String tenant,
    String source,
    @Nullable String consumer,
    String code,
    String detail,
    @Nullable String shipmentId,
    @Nullable Integer version,
    int attempts,
    Instant firstAt,
    Instant lastAt) {
  private static final int ID_LENGTH = 26;

  /** The id of the letter of a consumer for one event. */
  public static String idOf(String source, String consumer, String shipmentId, int version) {
    String text = String.join("\n", source, consumer, shipmentId, Integer.toString(version));
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Crockford.encode(sha256.digest(text.getBytes(StandardCharsets.UTF_8)), ID_LENGTH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Writes the members of an object that the caller has begun. */
  void write(JsonWriter out) {
    out.field("letterId", letterId)
        .field("source", source)
        .optional("consumer", consumer)
        .field("code", code)
        .field("detail", detail)
        .optional("shipmentId", shipmentId)
        .optional("version", version);
    if (shipmentId != null && version != null) {
      out.field("eventId", shipmentId + '/' + version);
    }
    out.field("attempts", attempts).field("firstAt", firstAt).field("lastAt", lastAt);
  }

  /** Reads what {@link #write} wrote, and no other members. */
  static Letter read(StoredFields data, @Nullable String tenant) {
    Letter letter =
        new Letter(
            data.text("letterId"),
            tenant == null ? Principal.DEFAULT_TENANT : tenant,
            data.text("source"),
            data.optionalText("consumer"),
            data.text("code"),
            data.text("detail"),
            data.optionalText("shipmentId"),
            data.optionalInteger("version", Integer.MAX_VALUE),
            data.integer("attempts", Integer.MAX_VALUE),
            data.time("firstAt"),
            data.time("lastAt"));
    data.optionalText("eventId");
    data.end();
    return letter;
  }
}

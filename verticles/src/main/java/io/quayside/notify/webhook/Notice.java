package io.quayside.notify.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event about Quayside itself, which is in no log: told to webhooks once, as it happens.
 *
 * @param tenant whose webhooks are told; null: those that see all tenants
 * @param data a JSON object
 * @param aboutWebhookId the webhook that it is about, which is not told; null: about none
 */
public record Notice(
    String type, @Nullable String tenant, byte[] data, @Nullable String aboutWebhookId) {
  /** The first part of the types of notices. */
  static final String PREFIX = "quayside.";

  private static final String WEBHOOK_DEGRADED = "quayside.webhook-degraded.v1";
  private static final String WEBHOOK_DISABLED = "quayside.webhook-disabled.v1";
  private static final String DEAD_LETTER_PARKED = "quayside.dead-letter-parked.v1";
  private static final String SAGA_STUCK = "quayside.saga-stuck.v1";
  private static final String RELAY_STOPPED = "quayside.relay-stopped.v1";

  /** All types of notices. */
  public static final List<String> TYPES =
      List.of(WEBHOOK_DEGRADED, WEBHOOK_DISABLED, DEAD_LETTER_PARKED, SAGA_STUCK, RELAY_STOPPED);

  /** The endpoint of a webhook fails. */
  static Notice webhookDegraded(String webhookId, String tenant) {
    byte[] data = object().field("webhookId", webhookId).endObject().toBytes();
    return new Notice(WEBHOOK_DEGRADED, tenant, data, webhookId);
  }

  /** A webhook sends nothing more. */
  static Notice webhookDisabled(String webhookId, String tenant, @Nullable DisableReason reason) {
    JsonWriter data = object().field("webhookId", webhookId).optional("reason", reason);
    return new Notice(WEBHOOK_DISABLED, tenant, data.endObject().toBytes(), webhookId);
  }

  /** A dead letter was parked. */
  static Notice deadLetterParked(KeptLetter kept) {
    Letter letter = kept.letter();
    JsonWriter data =
        object()
            .field("letterId", letter.letterId())
            .field("source", letter.source().word())
            .field("code", letter.cause().code())
            .optional("shipmentId", letter.shipmentId());
    String consumer = letter.consumer();
    return new Notice(
        DEAD_LETTER_PARKED,
        letter.tenant().equals(Letter.NO_TENANT) ? null : letter.tenant(),
        data.endObject().toBytes(),
        consumer == null ? null : WebhookOwner.webhookIdOf(consumer));
  }

  /** A command of a booking's rule was refused. */
  public static Notice sagaStuck(String tenant, String shipmentId, String rule, String code) {
    JsonWriter data =
        object().field("shipmentId", shipmentId).field("rule", rule).field("code", code);
    return new Notice(SAGA_STUCK, tenant, data.endObject().toBytes(), null);
  }

  /** A relay does not go on in a shard. */
  public static Notice relayStopped(String relay, int shard, String cause) {
    JsonWriter data = object().field("relay", relay).field("shard", shard).field("cause", cause);
    return new Notice(RELAY_STOPPED, null, data.endObject().toBytes(), null);
  }

  private static JsonWriter object() {
    return new JsonWriter(128).beginObject();
  }

  /** Its form on the way between nodes. */
  String toText() {
    return object()
        .field("type", type)
        .optional("tenant", tenant)
        .optional("about", aboutWebhookId)
        .rawField("data", data)
        .endObject()
        .toText();
  }

  /** The notice of {@link #toText}. */
  static Notice parse(String text) {
    StoredFields fields = new StoredFields(Json.parseObject(text.getBytes(UTF_8)));
    JsonWriter data = object();
    fields
        .members("data")
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                data.field(name, number.longValue());
              } else {
                data.field(name, String.valueOf(value));
              }
            });
    return new Notice(
        fields.text("type"),
        fields.optionalText("tenant"),
        data.endObject().toBytes(),
        fields.optionalText("about"));
  }
}

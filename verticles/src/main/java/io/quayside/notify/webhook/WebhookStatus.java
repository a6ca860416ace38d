package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state of a webhook, as its owner keeps it in PostgreSQL or its record says.
 *
 * @param reason of {@link WebhookState#DISABLED}
 * @param appliedVersion up to which version of the object its owner has acted on
 */
public record WebhookStatus(
    WebhookState state,
    @Nullable DisableReason reason,
    Instant since,
    @Nullable Instant lastSuccessAt,
    int appliedVersion) {
  /** Times are whole microseconds, as PostgreSQL has them. */
  public WebhookStatus {
    since = since.truncatedTo(ChronoUnit.MICROS);
    lastSuccessAt = lastSuccessAt == null ? null : lastSuccessAt.truncatedTo(ChronoUnit.MICROS);
  }

  /** The status of a webhook with what its owner has kept, if anything. */
  public static WebhookStatus of(
      Webhook webhook, @Nullable WebhookStatus kept, boolean credentialsNeeded) {
    Instant lastSuccess = kept == null ? null : kept.lastSuccessAt;
    int applied = kept == null ? 0 : kept.appliedVersion;
    if (webhook.disabledAt() != null) {
      return disabled(DisableReason.REQUESTED, webhook.disabledAt(), lastSuccess, applied);
    }
    if (webhook.madeOpen() && credentialsNeeded) {
      return disabled(DisableReason.MADE_OPEN, webhook.changedAt(), lastSuccess, applied);
    }
    if (!webhook.isReadable()) {
      return disabled(DisableReason.SECRET_UNREADABLE, webhook.changedAt(), lastSuccess, applied);
    }
    if (kept == null || webhook.start().enabledVersion() > applied) {
      return new WebhookStatus(
          WebhookState.ACTIVE, null, webhook.start().enabledAt(), lastSuccess, applied);
    }
    return kept;
  }

  private static WebhookStatus disabled(
      DisableReason reason, Instant since, @Nullable Instant lastSuccess, int applied) {
    return new WebhookStatus(WebhookState.DISABLED, reason, since, lastSuccess, applied);
  }
}

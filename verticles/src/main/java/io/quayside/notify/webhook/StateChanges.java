package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells by notices when a webhook becomes degraded or disabled. Confined to one event loop. */
final class StateChanges {
  private final Consumer<Notice> notices;
  private final boolean credentialsNeeded;

  /** Null until the first look. */
  private @Nullable WebhookState before;

  StateChanges(Consumer<Notice> notices, boolean credentialsNeeded) {
    this.notices = notices;
    this.credentialsNeeded = credentialsNeeded;
  }

  void look(Webhook webhook, WebhookStatus kept) {
    WebhookStatus status = WebhookStatus.of(webhook, kept, credentialsNeeded);
    WebhookState state = status.state();
    if (before != null && before != state) {
      switch (state) {
        case DEGRADED ->
            notices.accept(Notice.webhookDegraded(webhook.webhookId(), webhook.tenant()));
        case DISABLED ->
            notices.accept(
                Notice.webhookDisabled(webhook.webhookId(), webhook.tenant(), status.reason()));
        case ACTIVE -> {}
      }
    }
    before = state;
  }
}

package io.quayside.edge.admin;

import io.quayside.admin.Webhook;
import io.quayside.admin.Webhook.Settings;
import io.quayside.admin.Webhook.View;
import io.quayside.common.json.JsonWriter;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.webhook.AttemptResult;
import io.quayside.notify.webhook.DeliveryLog.Listed;
import io.quayside.notify.webhook.DeliveryLog.ListedLane;
import io.quayside.notify.webhook.WebhookStatus;

/** Webhooks, attempts and lanes as answers show them. */
final class WebhookJson {
  private WebhookJson() {}

  /** Writes a webhook's members, its secrets aside, and leaves the object open. */
  static JsonWriter begin(JsonWriter out, Webhook webhook, WebhookStatus status) {
    Settings settings = webhook.settings();
    out.beginObject()
        .field("webhookId", webhook.webhookId())
        .field("version", webhook.version())
        .field("url", settings.url())
        .beginArray("types");
    settings.types().forEach(out::value);
    out.endArray();
    if (settings.shippers() != null) {
      AdminCall.texts(out, "shippers", settings.shippers());
    }
    if (settings.carriers() != null) {
      AdminCall.texts(out, "carriers", settings.carriers());
    }
    out.field("maxInFlight", settings.maxInFlight())
        .optional("perSecond", settings.perSecond())
        .field("timeoutSeconds", settings.timeoutSeconds())
        .field("disableAfterSeconds", settings.disableAfterSeconds());
    AdminCall.texts(out, "headerNames", webhook.secrets().headerNames());
    view(out, webhook.view());
    return out.field("state", status.state().name())
        .optional("reason", status.reason())
        .field("stateSince", status.since())
        .optional("lastSuccessAt", status.lastSuccessAt())
        .field("createdAt", webhook.createdAt());
  }

  private static void view(JsonWriter out, View view) {
    out.beginObject("view").field("role", view.role().word());
    if (view.shippers() != null) {
      AdminCall.texts(out, "shippers", view.shippers());
    }
    if (!view.carriers().isEmpty()) {
      AdminCall.texts(out, "carriers", view.carriers());
    }
    if (view.allTenants()) {
      out.field("allTenants", true);
    }
    out.endObject();
  }

  static void attempt(JsonWriter out, Listed attempt) {
    out.beginObject()
        .field("eventId", attempt.eventId())
        .field("type", attempt.type())
        .field("attempt", attempt.attempt())
        .field("at", attempt.at())
        .field("durationMs", attempt.durationMillis())
        .field("outcome", attempt.error() == null ? "ok" : "failed")
        .optional("httpStatus", attempt.httpStatus())
        .optional("error", attempt.error())
        .optional("nextAttemptAt", attempt.nextAttemptAt());
    if (attempt.replay()) {
      out.field("replay", true);
    }
    out.endObject();
  }

  static void lane(JsonWriter out, ListedLane lane) {
    Progress progress = lane.progress();
    out.beginObject()
        .field("shipmentId", lane.shipmentId())
        .field("nextVersion", progress.nextVersion())
        .field("state", progress.state().name())
        .field("attempts", progress.attempts())
        .optional("nextAttemptAt", progress.nextAttemptAt())
        .optional("httpStatus", progress.httpStatus())
        .optional("error", progress.error());
    if (progress.state() == LaneState.PARKED) {
      out.field("letterId", lane.letterId());
    }
    out.endObject();
  }

  /** The answer to a ping. */
  static JsonWriter ping(AttemptResult result) {
    JsonWriter out = new JsonWriter(64).beginObject().optional("httpStatus", result.httpStatus());
    out.optional("error", result.error() == null ? null : result.error().word());
    return out.field("durationMs", result.durationMillis()).endObject();
  }
}

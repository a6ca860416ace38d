package io.quayside.notify.webhook;

import io.quayside.admin.ObjectStore;
import io.quayside.admin.ObjectTable;
import io.quayside.admin.Tenant;
import io.quayside.admin.Webhook;
import io.quayside.common.trace.Span;
import io.quayside.common.trace.Stage;
import io.quayside.common.trace.Traces;
import io.quayside.notify.lane.FeedEvent;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes attempts of events, as the webhook is at that moment. Confined to one event loop. */
final class Attempts {
  /** A change that was answered more than this ago is known, or no attempt begins. */
  private static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(950);

  private final ObjectStore store;
  private final ObjectTable<Webhook> webhooks;
  private final EventFilter filter;
  private final Requests requests;
  private final InstantSource clock;
  private final boolean credentialsNeeded;
  private final Traces traces;

  /** What became of an event. */
  sealed interface Outcome {
    /** The webhook may not send at the moment. */
    record Stopped() implements Outcome {}

    /** The webhook is not sent this event. */
    record NotWanted() implements Outcome {}

    /** An attempt was made at that time. */
    record Answered(AttemptResult result, Instant at) implements Outcome {}
  }

  Attempts(
      ObjectStore store,
      ObjectTable<Webhook> webhooks,
      EventFilter filter,
      Requests requests,
      InstantSource clock,
      boolean credentialsNeeded,
      Traces traces) {
    this.store = store;
    this.webhooks = webhooks;
    this.filter = filter;
    this.requests = requests;
    this.clock = clock;
    this.credentialsNeeded = credentialsNeeded;
    this.traces = traces;
  }

  boolean credentialsNeeded() {
    return credentialsNeeded;
  }

  /** A webhook if its record lets attempts begin now, or null. */
  @Nullable Webhook sendable(String webhookId) {
    Webhook webhook = webhooks.get(webhookId);
    if (webhook == null || !store.isFreshWithin(STALE_NANOS)) {
      return null;
    }
    Tenant tenant = store.tenant(webhook.tenant());
    boolean suspended = tenant == null || tenant.suspended();
    boolean disabled =
        WebhookStatus.of(webhook, null, credentialsNeeded).state() == WebhookState.DISABLED;
    return suspended || disabled ? null : webhook;
  }

  /**
   * Makes one attempt of an event.
   *
   * @param sendable the webhook if it may send now, or null
   * @param attempt from 1
   */
  Future<Outcome> make(
      Supplier<@Nullable Webhook> sendable,
      Pace pace,
      FeedEvent event,
      int attempt,
      boolean replay) {
    Webhook judged = sendable.get();
    if (judged == null) {
      return Future.succeededFuture(new Outcome.Stopped());
    }
    return filter
        .body(judged, event)
        .compose(
            body -> {
              if (body == null) {
                return Future.succeededFuture(new Outcome.NotWanted());
              }
              Webhook webhook = sendable.get();
              if (webhook == null || !pace.begin(webhook.settings().perSecond())) {
                return Future.succeededFuture(new Outcome.Stopped());
              }
              Instant at = clock.instant();
              Span span =
                  traces.begin(Stage.WEBHOOK, traces.parentOf(event.shard(), event.offset()));
              return requests
                  .send(webhook, event.stored().id(), body, attempt, replay, span)
                  .onSuccess(result -> end(span, webhook, attempt, result))
                  .map(result -> new Outcome.Answered(result, at));
            });
  }

  private static void end(@Nullable Span span, Webhook webhook, int attempt, AttemptResult result) {
    if (span != null) {
      span.tag("quayside.webhook_id", webhook.webhookId());
      span.tag("quayside.attempt", attempt);
      if (result.httpStatus() != null) {
        span.tag("http.response.status_code", result.httpStatus());
      }
      if (result.error() != null) {
        span.tag("error.type", result.error().name());
      }
      span.end();
    }
  }
}

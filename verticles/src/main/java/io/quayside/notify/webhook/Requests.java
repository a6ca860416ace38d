package io.quayside.notify.webhook;

import io.quayside.admin.Secret;
import io.quayside.admin.Webhook;
import io.quayside.common.json.Json;
import io.quayside.common.trace.Span;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the signed requests of webhooks. Confined to one event loop. */
final class Requests {
  private final Sender sender;
  private final InstantSource clock;
  private final boolean insecure;

  /** What is derived of webhooks, by id: valid for one version. */
  private final Map<String, Derived> derived = new HashMap<>();

  private record Derived(int version, @Nullable Target target, Map<String, String> headers) {}

  Requests(Sender sender, InstantSource clock, boolean insecure) {
    this.sender = sender;
    this.clock = clock;
    this.insecure = insecure;
  }

  /** The limit of an attempt that a webhook asks for. */
  static long timeoutMillis(Webhook webhook) {
    return TimeUnit.SECONDS.toMillis(webhook.settings().timeoutSeconds());
  }

  /**
   * Makes one attempt; the webhook's secrets must be readable.
   *
   * @param id the event's id
   * @param attempt from 1
   */
  Future<AttemptResult> send(
      Webhook webhook, String id, byte[] body, int attempt, boolean replay, long timeoutMillis) {
    return send(webhook, id, body, attempt, replay, timeoutMillis, null);
  }

  /** As the other, within the webhook's own limit, in a span or in none. */
  Future<AttemptResult> send(
      Webhook webhook, String id, byte[] body, int attempt, boolean replay, @Nullable Span span) {
    return send(webhook, id, body, attempt, replay, timeoutMillis(webhook), span);
  }

  private Future<AttemptResult> send(
      Webhook webhook,
      String id,
      byte[] body,
      int attempt,
      boolean replay,
      long timeoutMillis,
      @Nullable Span span) {
    Derived of = derived(webhook);
    if (of.target == null) {
      // It was made while http was allowed.
      return Future.succeededFuture(AttemptResult.failed(AttemptError.REFUSED_ADDRESS, 0));
    }
    Instant now = clock.instant();
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    of.headers.forEach(headers::set);
    headers
        .set("content-type", "application/cloudevents+json")
        .set("user-agent", "Quayside")
        .set("webhook-id", id)
        .set("webhook-timestamp", Long.toString(now.getEpochSecond()))
        .set("webhook-signature", Signature.of(webhook.secrets(), id, now, body))
        .set("quayside-attempt", Integer.toString(attempt));
    if (replay) {
      headers.set("quayside-replay", "true");
    }
    if (span != null) {
      headers.set("traceparent", span.traceparent());
    }
    return sender.send(of.target, headers, Buffer.buffer(body), timeoutMillis);
  }

  private Derived derived(Webhook webhook) {
    Derived known = derived.get(webhook.webhookId());
    if (known == null || known.version != webhook.version()) {
      known =
          new Derived(
              webhook.version(),
              Target.parse(webhook.settings().url(), insecure),
              headers(webhook));
      derived.put(webhook.webhookId(), known);
    }
    return known;
  }

  private static Map<String, String> headers(Webhook webhook) {
    Secret sealed = webhook.secrets().headers();
    if (sealed == null) {
      return Map.of();
    }
    Map<String, String> headers = new HashMap<>();
    Json.parseObject(Objects.requireNonNull(sealed.opened()))
        .forEach((name, value) -> headers.put(name, (String) value));
    return headers;
  }

  void forget(String webhookId) {
    derived.remove(webhookId);
  }
}

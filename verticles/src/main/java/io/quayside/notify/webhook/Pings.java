package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import io.quayside.common.json.Crockford;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.log.envelope.NoticeCodec;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Pings: single attempts of an event that is in no log. Confined to one event loop. */
final class Pings {
  private static final String TYPE = "quayside.ping.v1";
  private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int ID_LENGTH = 26;
  private static final int ID_BYTES = 17;
  private static final int MAX_KEPT = 10_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Requests requests;
  private final InstantSource clock;

  /** By webhook, when it was pinged last. */
  private final Map<String, Long> lastNanos = new HashMap<>();

  Pings(Requests requests, InstantSource clock) {
    this.requests = requests;
    this.clock = clock;
  }

  Future<AttemptResult> send(Webhook webhook, long timeoutMillis) {
    if (!webhook.isReadable()) {
      return Future.failedFuture(
          new Problem(ProblemCode.ILLEGAL_TRANSITION, "The webhook's secrets cannot be read")
              .toException());
    }
    long now = System.nanoTime();
    Long last = lastNanos.get(webhook.webhookId());
    if (last != null && now - last < APART_NANOS) {
      return Future.failedFuture(
          new Problem(ProblemCode.RATE_LIMITED, "A webhook is pinged once a second at most")
              .toException());
    }
    if (lastNanos.size() >= MAX_KEPT) {
      lastNanos.values().removeIf(before -> now - before >= APART_NANOS);
    }
    lastNanos.put(webhook.webhookId(), now);
    String id = randomId();
    Instant at = clock.instant();
    byte[] data =
        new JsonWriter(64)
            .beginObject()
            .field("webhookId", webhook.webhookId())
            .endObject()
            .toBytes();
    byte[] body = NoticeCodec.encode(id, TYPE, webhook.tenant(), at, data);
    return requests.send(webhook, id, body, 1, false, timeoutMillis);
  }

  /** An id of 26 characters. */
  static String randomId() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return Crockford.encode(bytes, ID_LENGTH);
  }
}

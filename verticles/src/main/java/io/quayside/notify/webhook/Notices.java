package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import io.quayside.common.identity.Role;
import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.log.envelope.NoticeCodec;
import io.quayside.notify.lane.EventTypes;
import io.quayside.notify.lane.Schedule;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends notices to the webhooks that a node owns: best effort, without order, at most one a second
 * of a type and webhook, each tried again after the first two steps of the schedule. What is beyond
 * the bounds is counted and forgotten. Confined to one event loop.
 */
final class Notices {
  /** Notices that are under way or wait for another attempt, at most. */
  static final int MAX_WAITING = 1_000;

  private static final int ATTEMPTS = 3;
  private static final int MAX_KEPT = 10_000;
  private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<Stream<Webhook>> owned;
  private final Function<String, @Nullable Webhook> sendable;
  private final Way way;
  private final Scheduler scheduler;
  private final Schedule schedule;
  private final NotifyMetrics metrics;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** By type and webhook, when the last one was sent. */
  private final Map<List<String>, Long> lastNanos = new HashMap<>();

  private int waiting;

  /** How an attempt is made. */
  interface Way {
    Future<AttemptResult> send(Webhook webhook, String id, byte[] body, int attempt);
  }

  /**
   * Notices of a node.
   *
   * @param owned the webhooks that this node owns
   * @param sendable a webhook if it may send now, or null
   */
  Notices(
      Supplier<Stream<Webhook>> owned,
      Function<String, @Nullable Webhook> sendable,
      Way way,
      Scheduler scheduler,
      Schedule schedule,
      NotifyMetrics metrics,
      InstantSource clock,
      RandomGenerator random) {
    this.owned = owned;
    this.sendable = sendable;
    this.way = way;
    this.scheduler = scheduler;
    this.schedule = schedule;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
  }

  /** Sends a notice to the owned webhooks that want it. */
  void tell(Notice notice) {
    owned.get().filter(webhook -> wants(webhook, notice)).toList().forEach(w -> begin(w, notice));
  }

  /** Whether a webhook names the type of a notice, and its view is an operator's who may see it. */
  static boolean wants(Webhook webhook, Notice notice) {
    boolean sees =
        webhook.view().role() == Role.OPERATOR
            && (notice.tenant() == null
                ? webhook.view().allTenants()
                : notice.tenant().equals(webhook.tenant()));
    return sees
        && !webhook.webhookId().equals(notice.aboutWebhookId())
        && EventTypes.namesNotice(webhook.settings().types(), notice.type());
  }

  private void begin(Webhook webhook, Notice notice) {
    long now = scheduler.nanoTime();
    List<String> key = List.of(notice.type(), webhook.webhookId());
    Long last = lastNanos.get(key);
    if (waiting >= MAX_WAITING || (last != null && now - last < APART_NANOS)) {
      metrics.noticeDropped();
      return;
    }
    if (lastNanos.size() >= MAX_KEPT) {
      lastNanos.values().removeIf(before -> now - before >= APART_NANOS);
    }
    lastNanos.put(key, now);
    waiting++;
    String id = Pings.randomId();
    byte[] body =
        NoticeCodec.encode(id, notice.type(), webhook.tenant(), clock.instant(), notice.data());
    attempt(webhook.webhookId(), id, body, 1);
  }

  private void attempt(String webhookId, String id, byte[] body, int attempt) {
    Webhook webhook = sendable.apply(webhookId);
    if (webhook == null) {
      end(false);
      return;
    }
    way.send(webhook, id, body, attempt)
        .onComplete(
            result -> {
              if (result.isOk() || attempt == ATTEMPTS) {
                end(result.isOk());
              } else {
                scheduler.schedule(
                    schedule.pauseMillis(attempt, random),
                    () -> attempt(webhookId, id, body, attempt + 1));
              }
            },
            failure -> end(false));
  }

  private void end(boolean sent) {
    waiting--;
    if (!sent) {
      metrics.noticeDropped();
    }
  }
}

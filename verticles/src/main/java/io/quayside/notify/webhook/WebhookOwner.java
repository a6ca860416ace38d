package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.LaneStore;
import io.quayside.notify.lane.LaneStore.Cursor;
import io.quayside.notify.lane.LaneWriter;
import io.quayside.notify.webhook.WebhookConsumer.Shared;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A webhook at its owner: takes it over, runs its consumer, keeps its state, and takes it over
 * again after another owner or a replay did. Confined to one event loop.
 */
final class WebhookOwner {
  private static final String PREFIX = "webhook:";
  private static final Logger LOG = LoggerFactory.getLogger(WebhookOwner.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SUCCESS_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String webhookId;
  private final String consumerName;
  private final Stores stores;
  private final Shared shared;
  private final StateChanges changes;
  private State state = State.WAITING;
  private long notBeforeNanos = System.nanoTime();
  private @Nullable RunningWebhook running;

  private enum State {
    /** To be taken over. */
    WAITING,
    TAKING_OVER,
    RUNNING,
    CLOSED
  }

  /** Where progress is kept. */
  record Stores(LaneStore lanes, WebhookStore webhooks) {}

  WebhookOwner(String webhookId, Stores stores, Shared shared) {
    this.webhookId = webhookId;
    this.consumerName = consumerOf(webhookId);
    this.stores = stores;
    this.shared = shared;
    this.changes = new StateChanges(shared.notices(), shared.attempts().credentialsNeeded());
  }

  /** The name of a webhook's consumer. */
  static String consumerOf(String webhookId) {
    return PREFIX + webhookId;
  }

  /** The webhook of a consumer; null if it is none. */
  static @Nullable String webhookIdOf(String consumer) {
    return consumer.startsWith(PREFIX) ? consumer.substring(PREFIX.length()) : null;
  }

  String consumerName() {
    return consumerName;
  }

  /** The sum of the epochs that it has taken over; -1 unless it runs. */
  long epochSum() {
    return running == null ? -1 : running.epochs.values().stream().mapToLong(e -> e).sum();
  }

  /** The backlog of a running consumer, or null. */
  @Nullable Backlog backlog() {
    return running == null ? null : running.consumer.backlog();
  }

  @Nullable WebhookStatus status() {
    return running == null ? null : running.consumer.status();
  }

  void tick(Webhook webhook) {
    switch (state) {
      case WAITING -> {
        if (System.nanoTime() - notBeforeNanos >= 0) {
          takeOver(webhook);
        }
      }
      case RUNNING -> {
        if (running != null) {
          run(running, webhook);
        }
      }
      case TAKING_OVER, CLOSED -> {}
    }
  }

  private void run(RunningWebhook now, Webhook webhook) {
    if (webhook.start().enabledVersion() > now.consumer.status().appliedVersion()) {
      restart(0);
      return;
    }
    if (shared.source().laneGenerations() != now.laneGenerations) {
      restart(0);
      return;
    }
    now.consumer.tick();
    now.writer.tick();
    changes.look(webhook, now.consumer.status());
    saveStatus(now);
  }

  private void saveStatus(RunningWebhook now) {
    WebhookStatus status = now.consumer.status();
    WebhookStatus before = now.written;
    if (status.equals(before) || now.writing) {
      return;
    }
    boolean onlySuccess = status.state() == before.state() && status.since().equals(before.since());
    if (onlySuccess && System.nanoTime() - now.writtenNanos < SUCCESS_NANOS) {
      return;
    }
    now.writing = true;
    now.writtenNanos = System.nanoTime();
    stores
        .webhooks
        .save(consumerName, now.epochs, webhookId, status)
        .onComplete(
            owned -> {
              now.writing = false;
              if (!owned) {
                lost(now);
              } else {
                now.written = status;
                if (!onlySuccess) {
                  LOG.info("webhook {}: webhookId={}", status.state(), webhookId);
                }
              }
            },
            failure -> {
              now.writing = false;
              Faults.report("writing the state of a webhook", failure);
            });
  }

  private void takeOver(Webhook webhook) {
    state = State.TAKING_OVER;
    starts(webhook)
        .compose(
            starts ->
                stores
                    .lanes
                    .takeOver(consumerName, starts)
                    .compose(cursors -> applied(webhook, starts, cursors)))
        .onComplete(
            taken -> {
              if (state == State.TAKING_OVER) {
                state = State.RUNNING;
                running = taken;
              }
            },
            failure -> {
              Faults.report("taking a webhook over", failure);
              if (state == State.TAKING_OVER) {
                state = State.WAITING;
                notBeforeNanos = System.nanoTime() + RETRY_NANOS;
              }
            });
  }

  /** By shard, where a missing cursor starts; a start beyond the log's end is its end. */
  private Future<List<Long>> starts(Webhook webhook) {
    int shards = webhook.start().offsets().size();
    List<Future<Long>> starts = new ArrayList<>(shards);
    for (int shard = 0; shard < shards; shard++) {
      long start = webhook.start().offset(shard);
      starts.add(shared.source().logEnd(shard).map(end -> Math.min(start, end)));
    }
    return Future.all(starts).map(all -> all.<Long>list());
  }

  /** Acts on what the record asks for beyond what an owner has acted on before. */
  private Future<RunningWebhook> applied(
      Webhook webhook, List<Long> starts, Map<Integer, Cursor> cursors) {
    Map<Integer, Long> epochs = new HashMap<>();
    cursors.forEach((shard, cursor) -> epochs.put(shard, cursor.epoch()));
    return stores
        .webhooks
        .statuses(List.of(webhookId))
        .compose(
            kept -> {
              WebhookStatus before = kept.get(webhookId);
              int enabled = webhook.start().enabledVersion();
              if (before != null && enabled <= before.appliedVersion()) {
                return open(cursors, epochs, before, false);
              }
              WebhookStatus status =
                  new WebhookStatus(
                      WebhookState.ACTIVE,
                      null,
                      webhook.start().enabledAt(),
                      before == null ? null : before.lastSuccessAt(),
                      enabled);
              boolean anew =
                  before != null && webhook.start().notedVersion() > before.appliedVersion();
              Future<Map<Integer, Cursor>> placed =
                  anew ? restart(epochs, starts) : Future.succeededFuture(cursors);
              return placed.compose(
                  from ->
                      stores
                          .webhooks
                          .save(consumerName, epochs, webhookId, status)
                          .compose(this::requireOwned)
                          .compose(v -> open(from, epochs, status, true)));
            });
  }

  private Future<Map<Integer, Cursor>> restart(Map<Integer, Long> epochs, List<Long> starts) {
    return shared
        .letters()
        .discardAll(consumerName, "enabled from now")
        .compose(v -> stores.webhooks.restart(consumerName, epochs, starts))
        .compose(this::requireOwned)
        .map(
            v -> {
              Map<Integer, Cursor> cursors = new HashMap<>();
              epochs.forEach(
                  (shard, epoch) -> cursors.put(shard, new Cursor(starts.get(shard), 0, epoch)));
              return cursors;
            });
  }

  private Future<Void> requireOwned(boolean owned) {
    return owned ? Future.succeededFuture() : Future.failedFuture("another owner took it over");
  }

  private Future<RunningWebhook> open(
      Map<Integer, Cursor> cursors,
      Map<Integer, Long> epochs,
      WebhookStatus status,
      boolean enabled) {
    long laneGenerations = shared.source().laneGenerations();
    return stores
        .lanes
        .lanes(consumerName, cursors.keySet())
        .map(
            lanes -> {
              Instant now = shared.clock().instant();
              Backlog backlog = new Backlog(cursors, lanes);
              if (enabled) {
                backlog.makeAllDue(now);
              }
              LaneWriter writer =
                  new LaneWriter(
                      consumerName,
                      stores.lanes,
                      backlog,
                      shared.scheduler(),
                      shared.clock(),
                      this::lost);
              Health health = new Health(status, shared.schedule(), shared.random(), now);
              return new RunningWebhook(
                  new WebhookConsumer(webhookId, shared, backlog, writer, health),
                  writer,
                  epochs,
                  laneGenerations,
                  status);
            });
  }

  private void lost() {
    if (running != null) {
      lost(running);
    }
  }

  private void lost(RunningWebhook former) {
    if (running == former) {
      LOG.info("webhook taken over elsewhere: webhookId={}", webhookId);
      restart(RETRY_NANOS);
    }
  }

  /** Takes it over again: its rows were changed by another node. */
  void reload() {
    if (state == State.RUNNING) {
      restart(0);
    }
  }

  private void restart(long pauseNanos) {
    stop();
    state = State.WAITING;
    notBeforeNanos = System.nanoTime() + pauseNanos;
  }

  private Future<Void> stop() {
    RunningWebhook stopped = running;
    if (stopped == null) {
      return Future.succeededFuture();
    }
    running = null;
    stopped.consumer.close();
    Future<Void> flushed = stopped.writer.flush();
    stopped.writer.close();
    return flushed;
  }

  /** Ends; completes when what is settled is written. */
  Future<Void> close() {
    state = State.CLOSED;
    return stop().otherwiseEmpty();
  }
}

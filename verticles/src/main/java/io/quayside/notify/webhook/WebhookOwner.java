package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.LaneStore;
import io.quayside.notify.lane.LaneStore.Cursor;
import io.quayside.notify.lane.LaneStore.TakenOver;
import io.quayside.notify.lane.LaneWriter;
import io.quayside.notify.webhook.WebhookConsumer.Shared;
import io.vertx.core.Future;
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

  /** Between two takeovers, for each reads all lanes; a burst of redrives asks for many. */
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final String webhookId;
  private final String consumerName;
  private final Stores stores;
  private final Shared shared;
  private final StateChanges changes;
  private State state = State.WAITING;
  private long notBeforeNanos = System.nanoTime();
  private long takenNanos = notBeforeNanos - APART_NANOS;

  /** Also while it is to be taken over again. */
  private @Nullable RunningWebhook running;

  private enum State {
    /** To be taken over, or to be taken over again. */
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
    return running == null || state != State.RUNNING
        ? -1
        : running.epochs().values().stream().mapToLong(e -> e).sum();
  }

  /** The backlog of a running consumer, or null. */
  @Nullable Backlog backlog() {
    return running == null ? null : running.consumer.backlog();
  }

  @Nullable WebhookStatus status() {
    return running == null ? null : running.consumer.status();
  }

  /** The endpoint has answered what is beside the events that it is gone. */
  void gone() {
    if (running != null) {
      running.consumer.gone();
    }
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
    if (webhook.start().enabledVersion() > now.consumer.status().appliedVersion()
        || shared.source().laneGenerations() != now.laneGenerations()) {
      reload();
      return;
    }
    now.consumer.tick();
    now.writer.tick();
    changes.look(webhook, now.consumer.status());
    now.saveStatus();
  }

  /** What a takeover has read: lanes that are made later raise the generations. */
  private record Taken(
      long laneGenerations,
      Map<Integer, Cursor> cursors,
      List<Lane> lanes,
      WebhookStatus status,
      boolean enabled) {}

  private void takeOver(Webhook webhook) {
    state = State.TAKING_OVER;
    Future<Void> still = running == null ? Future.succeededFuture() : running.pause();
    still
        .compose(v -> starts(webhook))
        .compose(
            starts -> {
              long generations = shared.source().laneGenerations();
              return stores
                  .lanes
                  .takeOver(consumerName, starts)
                  .compose(owned -> applied(webhook, starts, generations, owned));
            })
        .<Void>map(
            taken -> {
              if (state == State.TAKING_OVER) {
                goOn(taken);
              }
              return null;
            })
        .onFailure(
            failure -> {
              Faults.report("taking a webhook over", failure);
              if (state == State.TAKING_OVER) {
                state = State.WAITING;
                notBeforeNanos = System.nanoTime() + RETRY_NANOS;
              }
            });
  }

  private void goOn(Taken taken) {
    RunningWebhook again = running;
    // Without what it has under way, should that not go with what was read.
    running = null;
    if (again == null) {
      running = open(taken);
    } else {
      try {
        takenAgain(again, taken);
      } catch (RuntimeException broken) {
        again.abandon();
        throw broken;
      }
      running = again;
    }
    state = State.RUNNING;
    takenNanos = System.nanoTime();
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
  private Future<Taken> applied(
      Webhook webhook, List<Long> starts, long generations, TakenOver owned) {
    Map<Integer, Cursor> cursors = owned.cursors();
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
                return Future.succeededFuture(
                    new Taken(generations, cursors, owned.lanes(), before, false));
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
              Future<TakenOver> placed =
                  anew ? restart(epochs, starts) : Future.succeededFuture(owned);
              return placed.compose(
                  from ->
                      stores
                          .webhooks
                          .save(consumerName, epochs, webhookId, status)
                          .compose(this::requireOwned)
                          .map(
                              v ->
                                  new Taken(
                                      generations, from.cursors(), from.lanes(), status, true)));
            });
  }

  /** No lane is left. */
  private Future<TakenOver> restart(Map<Integer, Long> epochs, List<Long> starts) {
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
              return new TakenOver(cursors, List.of());
            });
  }

  private Future<Void> requireOwned(boolean owned) {
    return owned ? Future.succeededFuture() : Future.failedFuture("another owner took it over");
  }

  private RunningWebhook open(Taken taken) {
    Backlog backlog = new Backlog(taken.cursors, taken.lanes);
    if (taken.enabled) {
      backlog.makeAllDue(shared.clock().instant());
    }
    LaneWriter writer =
        new LaneWriter(
            consumerName, stores.lanes, backlog, shared.scheduler(), shared.clock(), this::lost);
    return new RunningWebhook(
        webhookId,
        new WebhookConsumer(webhookId, shared, backlog, writer, health(taken.status)),
        writer,
        stores.webhooks,
        taken.status,
        taken.laneGenerations,
        this::lost);
  }

  /** The state is this owner's, unless it was enabled or another owner was there. */
  private void takenAgain(RunningWebhook again, Taken taken) {
    Backlog backlog = again.consumer.backlog();
    backlog.takenOver(taken.cursors, taken.lanes);
    if (taken.enabled) {
      backlog.makeAllDue(shared.clock().instant());
    }
    boolean own = !taken.enabled && again.isAsWritten(taken.status);
    again.takenOver(taken.status, taken.laneGenerations, own ? null : health(taken.status));
  }

  private Health health(WebhookStatus status) {
    return new Health(status, shared.schedule(), shared.random(), shared.clock().instant());
  }

  /** A write was refused: another has taken it over, or has changed lanes of some shards. */
  private void lost() {
    if (state != State.RUNNING || running == null) {
      return;
    }
    Map<Integer, Long> own = running.epochs();
    running.consumer.pause();
    restart(RETRY_NANOS);
    stores
        .lanes
        .epochs(consumerName)
        .onComplete(
            kept -> {
              // An owner raises all of them.
              if (own.entrySet().stream()
                  .anyMatch(e -> e.getValue().equals(kept.get(e.getKey())))) {
                notBeforeNanos = Math.min(notBeforeNanos, takenNanos + APART_NANOS);
              } else {
                LOG.info("webhook taken over elsewhere: webhookId={}", webhookId);
              }
            },
            failure -> Faults.report("reading the epochs of a webhook", failure));
  }

  /** Takes it over again: its rows were changed by another node. Sends nothing until then. */
  void reload() {
    if (state == State.RUNNING && running != null) {
      running.consumer.pause();
      restart(takenNanos + APART_NANOS - System.nanoTime());
    }
  }

  private void restart(long pauseNanos) {
    state = State.WAITING;
    notBeforeNanos = System.nanoTime() + Math.max(0, pauseNanos);
  }

  /** Ends; completes when what is settled is written. */
  Future<Void> close() {
    state = State.CLOSED;
    RunningWebhook stopped = running;
    running = null;
    return stopped == null ? Future.succeededFuture() : stopped.close().otherwiseEmpty();
  }
}

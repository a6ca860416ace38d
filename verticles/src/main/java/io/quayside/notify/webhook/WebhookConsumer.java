package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.EventSource;
import io.quayside.notify.lane.FeedEntry;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.History;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.LaneEvents;
import io.quayside.notify.lane.LaneWriter;
import io.quayside.notify.lane.Schedule;
import io.quayside.notify.letter.Letters;
import io.quayside.notify.webhook.Attempts.Outcome;
import io.quayside.notify.webhook.Outcomes.Made;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends one webhook's events, as its owner: reads the feeds of all shards, has up to {@code
 * maxInFlight} attempts under way, of a shipment one at a time, and moves failures into lanes. Goes
 * on when its rows were changed by another. Confined to one event loop.
 */
final class WebhookConsumer {
  private static final int MAX_WAITING = 512;
  private static final Duration LATER = Duration.ofMillis(500);

  private final String webhookId;
  private final Shared shared;
  private final Backlog backlog;
  private final LaneWriter writer;
  private final Set<Integer> reading = new HashSet<>();

  private final LaneEvents laneEvents;
  private final Attempts attempts;
  private final Pace pace = new Pace();

  private Outcomes outcomes;
  private int inFlight;
  private boolean paused;
  private boolean closed;

  /** Whether sending goes on when {@code perSecond} lets it. */
  private boolean wakes;

  /** What the consumers of a node share. */
  record Shared(
      Scheduler scheduler,
      Attempts attempts,
      EventSource source,
      History history,
      AttemptLog log,
      Letters letters,
      Schedule schedule,
      InstantSource clock,
      RandomGenerator random,
      Consumer<Notice> notices) {}

  WebhookConsumer(
      String webhookId, Shared shared, Backlog backlog, LaneWriter writer, Health health) {
    this.webhookId = webhookId;
    this.shared = shared;
    this.backlog = backlog;
    this.writer = writer;
    this.outcomes = outcomes(health);
    this.attempts = shared.attempts;
    this.laneEvents = new LaneEvents(shared.history, backlog);
  }

  private Outcomes outcomes(Health health) {
    return new Outcomes(webhookId, shared, backlog, writer, health, () -> closed);
  }

  private Health health() {
    return outcomes.health();
  }

  WebhookStatus status() {
    return health().status();
  }

  /** The endpoint is gone: sends nothing more. */
  void gone() {
    if (status().state() != WebhookState.DISABLED) {
      health().disable(DisableReason.GONE, shared.clock.instant());
    }
  }

  Backlog backlog() {
    return backlog;
  }

  /** Begins no more attempts; results of those under way change nothing. */
  void close() {
    closed = true;
  }

  /** Begins no more attempts until {@link #resume}; results of those under way count. */
  void pause() {
    paused = true;
  }

  /**
   * Goes on with what its backlog has become.
   *
   * @param anew how the endpoint goes from now on, if that is not known from attempts before, whose
   *     results do not count for it; null: as before
   */
  void resume(@Nullable Health anew) {
    if (anew != null) {
      outcomes = outcomes(anew);
    }
    laneEvents.retain();
    paused = false;
  }

  /** Reads, sends and writes what is due. Called often. */
  void tick() {
    Webhook webhook = sendable();
    if (webhook == null) {
      return;
    }
    Instant now = shared.clock.instant();
    if (health().isFailing(webhook.settings().disableAfterSeconds(), now)) {
      health().disable(DisableReason.FAILING, now);
      return;
    }
    read(webhook);
    send(webhook);
  }

  /** The webhook if attempts may begin now. */
  private @Nullable Webhook sendable() {
    return closed || paused || status().state() == WebhookState.DISABLED
        ? null
        : attempts.sendable(webhookId);
  }

  private void read(Webhook webhook) {
    for (int shard : backlog.shards()) {
      long from = backlog.readFrom(shard);
      if (backlog.waiting() >= MAX_WAITING) {
        return;
      }
      if (from < shared.source.end(shard) && reading.add(shard)) {
        long laneGenerations = shared.source.laneGenerations();
        shared
            .source
            .read(shard, from)
            .onComplete(
                chunk -> {
                  reading.remove(shard);
                  // The cursor may have been moved meanwhile, or lanes made for what was read.
                  if (!closed
                      && backlog.readFrom(shard) == from
                      && shared.source.laneGenerations() == laneGenerations) {
                    backlog.add(shard, chunk, event -> EventFilter.mayWant(webhook, event));
                    sendMore();
                  }
                },
                failure -> reading.remove(shard));
      }
    }
  }

  private void sendMore() {
    Webhook webhook = sendable();
    if (webhook != null) {
      send(webhook);
    }
  }

  /** Begins what may begin. Asked before each attempt: one that may not begin is put back. */
  void send(Webhook webhook) {
    if (health().isDegraded()) {
      probe(webhook);
      return;
    }
    int most = webhook.settings().maxInFlight();
    while (!health().isDegraded() && inFlight < most && sendable() != null && slot(webhook)) {
      Work next = Work.next(backlog, shared.clock.instant());
      if (next == null) {
        return;
      }
      start(next, webhook.settings().perSecond(), false);
    }
  }

  /**
   * Whether {@code perSecond} lets another attempt begin now; if not, sending goes on when it does.
   */
  private boolean slot(Webhook webhook) {
    long wait = pace.waitNanos(webhook.settings().perSecond());
    if (wait > 0 && !wakes) {
      wakes = true;
      shared.scheduler.schedule(
          TimeUnit.NANOSECONDS.toMillis(wait) + 1,
          () -> {
            wakes = false;
            sendMore();
          });
    }
    return wait <= 0;
  }

  private void probe(Webhook webhook) {
    if (inFlight > 0 || !health().isProbeDue(shared.clock.instant()) || !slot(webhook)) {
      return;
    }
    Work next = Work.probe(backlog);
    if (next != null) {
      start(next, webhook.settings().perSecond(), true);
    }
  }

  private void start(Work work, @Nullable Integer perSecond, boolean probe) {
    inFlight++;
    pace.reserve(perSecond);
    Outcomes of = outcomes;
    Future<Boolean> done =
        switch (work) {
          case Work.Feed feed -> sendEntry(feed, of, probe);
          case Work.InLane lane -> sendNextOf(lane, of, probe);
        };
    done.onComplete(
        made -> finished(made, perSecond),
        failure -> {
          Faults.report("sending an event of a webhook", failure);
          shared.log.failed();
          if (!closed) {
            work.putBack(backlog, shared.clock.instant().plus(LATER));
          }
          finished(false, perSecond);
        });
  }

  private void finished(boolean made, @Nullable Integer perSecond) {
    inFlight--;
    if (!made) {
      pace.giveBack(perSecond);
    }
    sendMore();
  }

  /** Whether an attempt was made. */
  private Future<Boolean> sendEntry(Work.Feed work, Outcomes of, boolean probe) {
    FeedEntry entry = work.entry();
    int attempt = entry.tries() + 1;
    return attempts
        .make(this::sendable, pace, entry.event(), attempt, entry.isReplay())
        .map(
            outcome -> {
              if (!closed) {
                switch (outcome) {
                  case Outcome.Stopped stopped -> work.putBack(backlog, shared.clock.instant());
                  case Outcome.NotWanted notWanted -> {
                    if (!work.releaseIfChanged(backlog)) {
                      backlog.settle(entry);
                    }
                  }
                  case Outcome.Answered(AttemptResult result, Instant at) ->
                      of.ofFeed(work, new Made(attempt, at, result, entry.isReplay(), probe));
                }
              }
              return outcome instanceof Outcome.Answered;
            });
  }

  private Future<Boolean> sendNextOf(Work.InLane work, Outcomes of, boolean probe) {
    return laneEvents
        .next(work.lane())
        .compose(
            event -> {
              if (closed || work.releaseIfChanged(backlog)) {
                return Future.succeededFuture(false);
              }
              if (event == null) {
                backlog.tryEnd(work.lane());
                writer.end(work.lane());
                return Future.succeededFuture(false);
              }
              boolean replay = event.version() < work.before().replayTo();
              int attempt = work.lane().sent() + 1;
              return attempts
                  .make(this::sendable, pace, event, attempt, replay)
                  .map(
                      outcome -> {
                        if (!closed) {
                          laneOutcome(work, event, outcome, of, attempt, probe);
                        }
                        return outcome instanceof Outcome.Answered;
                      });
            });
  }

  private void laneOutcome(
      Work.InLane work, FeedEvent event, Outcome outcome, Outcomes of, int attempt, boolean probe) {
    Lane lane = work.lane();
    switch (outcome) {
      case Outcome.Stopped stopped ->
          work.putBack(backlog, shared.clock.instant().plus(paused ? Duration.ZERO : LATER));
      case Outcome.NotWanted notWanted -> {
        if (!work.releaseIfChanged(backlog)) {
          laneEvents.taken(lane);
          backlog.await(lane, work.before().behind(event.version(), shared.clock.instant()));
        }
      }
      case Outcome.Answered(AttemptResult result, Instant at) -> {
        boolean replay = event.version() < work.before().replayTo();
        of.ofLane(work, event, new Made(attempt, at, result, replay, probe));
        if (lane.progress().nextVersion() > event.version()) {
          laneEvents.taken(lane);
        }
      }
    }
  }
}

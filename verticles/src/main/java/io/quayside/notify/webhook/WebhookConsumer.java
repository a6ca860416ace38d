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
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneEvents;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.lane.LaneWriter;
import io.quayside.notify.lane.Schedule;
import io.quayside.notify.letter.Letters;
import io.quayside.notify.webhook.Attempts.Outcome;
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
 * maxInFlight} attempts under way, of a shipment one at a time, and moves failures into lanes. Ends
 * when another owner has taken over. Confined to one event loop.
 */
final class WebhookConsumer {
  private static final int MAX_WAITING = 512;
  private static final Duration LATER = Duration.ofMillis(500);

  private final String webhookId;
  private final Shared shared;
  private final Backlog backlog;
  private final LaneWriter writer;
  private final Health health;
  private final Outcomes outcomes;
  private final Set<Integer> reading = new HashSet<>();

  private final LaneEvents laneEvents;
  private final Attempts attempts;
  private final Pace pace = new Pace();

  private int inFlight;
  private boolean probing;
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
    this.health = health;
    this.outcomes = new Outcomes(webhookId, shared, backlog, health);
    this.attempts = shared.attempts;
    this.laneEvents = new LaneEvents(shared.history, backlog);
  }

  WebhookStatus status() {
    return health.status();
  }

  Backlog backlog() {
    return backlog;
  }

  /** Begins no more attempts; results of those under way change nothing. */
  void close() {
    closed = true;
  }

  /** Reads, sends and writes what is due. Called often. */
  void tick() {
    Webhook webhook = sendable();
    if (webhook == null) {
      return;
    }
    Instant now = shared.clock.instant();
    if (health.isFailing(webhook.settings().disableAfterSeconds(), now)) {
      health.disable(DisableReason.FAILING, now);
      return;
    }
    read(webhook);
    send(webhook);
  }

  /** The webhook if attempts may begin now. */
  private @Nullable Webhook sendable() {
    return closed || health.status().state() == WebhookState.DISABLED
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
        shared
            .source
            .read(shard, from)
            .onComplete(
                chunk -> {
                  reading.remove(shard);
                  if (!closed) {
                    backlog.add(shard, chunk, event -> EventFilter.mayWant(webhook, event));
                    send(webhook);
                  }
                },
                failure -> reading.remove(shard));
      }
    }
  }

  /** Begins what may begin. Asked before each attempt: one that may not begin is put back. */
  void send(Webhook webhook) {
    if (health.isDegraded()) {
      probe(webhook);
      return;
    }
    int most = webhook.settings().maxInFlight();
    while (!health.isDegraded() && inFlight < most && sendable() != null && slot(webhook)) {
      Work next = Work.next(backlog, shared.clock.instant());
      if (next == null) {
        return;
      }
      start(next);
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
            Webhook awake = sendable();
            if (awake != null) {
              send(awake);
            }
          });
    }
    return wait <= 0;
  }

  private void probe(Webhook webhook) {
    if (probing || inFlight > 0 || !health.isProbeDue(shared.clock.instant()) || !slot(webhook)) {
      return;
    }
    Work next = Work.probe(backlog);
    if (next != null) {
      probing = true;
      start(next);
    }
  }

  private void start(Work work) {
    inFlight++;
    Future<Void> done =
        switch (work) {
          case Work.Feed(FeedEntry entry) -> sendEntry(entry);
          case Work.InLane(Lane lane) -> sendNextOf(lane);
        };
    done.onComplete(
        v -> finished(),
        failure -> {
          Faults.report("sending an event of a webhook", failure);
          shared.log.failed();
          if (!closed) {
            work.putBack(backlog, shared.clock.instant().plus(LATER));
          }
          finished();
        });
  }

  private void finished() {
    inFlight--;
    probing = false;
    Webhook webhook = sendable();
    if (webhook != null) {
      send(webhook);
    }
  }

  private Future<Void> sendEntry(FeedEntry entry) {
    FeedEvent event = entry.event();
    return attempts
        .make(this::sendable, pace, event, entry.tries() + 1, entry.isReplay())
        .map(
            outcome -> {
              if (closed) {
                return null;
              }
              switch (outcome) {
                case Outcome.Stopped stopped -> backlog.putBack(entry, null);
                case Outcome.NotWanted notWanted -> backlog.settle(entry);
                case Outcome.Answered(AttemptResult result, Instant at) -> {
                  if (result.isOk()) {
                    outcomes.succeeded(event, entry.tries() + 1, at, result, entry.isReplay());
                    backlog.settle(entry);
                  } else {
                    failed(entry, at, result);
                  }
                }
              }
              return null;
            });
  }

  private void failed(FeedEntry entry, Instant at, AttemptResult result) {
    boolean probe = probing;
    FeedEvent event = entry.event();
    Instant next = outcomes.failed(event, result, 1, probe);
    if (probe) {
      backlog.putBack(entry, at);
    } else {
      backlog.fail(
          entry,
          new Progress(
              event.version(),
              LaneState.RETRYING,
              1,
              at,
              at,
              next,
              Outcomes.word(result),
              result.httpStatus(),
              entry.isReplay() ? event.version() + 1 : 0));
    }
    outcomes.log(event, entry.tries() + 1, at, result, next, entry.isReplay());
  }

  private Future<Void> sendNextOf(Lane lane) {
    return laneEvents
        .next(lane)
        .compose(
            event -> {
              if (closed) {
                return Future.succeededFuture();
              }
              if (event == null) {
                backlog.tryEnd(lane);
                writer.end(lane);
                return Future.succeededFuture();
              }
              Progress before = lane.progress();
              boolean replay = event.version() < before.replayTo();
              return attempts
                  .make(this::sendable, pace, event, before.attempts() + 1, replay)
                  .map(
                      outcome -> {
                        if (!closed) {
                          laneOutcome(lane, event, outcome, replay);
                        }
                        return null;
                      });
            });
  }

  private void laneOutcome(Lane lane, FeedEvent event, Outcome outcome, boolean replay) {
    Progress before = lane.progress();
    switch (outcome) {
      case Outcome.Stopped stopped ->
          backlog.await(lane, before.due(shared.clock.instant().plus(LATER)));
      case Outcome.NotWanted notWanted -> {
        laneEvents.taken(lane);
        backlog.await(lane, before.behind(event.version(), shared.clock.instant()));
      }
      case Outcome.Answered(AttemptResult result, Instant at) -> {
        if (result.isOk()) {
          outcomes.succeeded(event, before.attempts() + 1, at, result, replay);
          laneEvents.taken(lane);
          Instant now = shared.clock.instant();
          backlog.await(lane, before.behind(event.version(), now));
        } else {
          laneFailed(lane, event, at, result, replay);
        }
      }
    }
  }

  private void laneFailed(
      Lane lane, FeedEvent event, Instant at, AttemptResult result, boolean replay) {
    Progress before = lane.progress();
    int steps = shared.schedule.seconds().size();
    boolean redriven = before.attempts() > steps;
    int attempts = probing && !redriven ? before.attempts() : before.attempts() + 1;
    Instant next = outcomes.failed(event, result, Math.max(1, attempts), probing);
    Instant firstFailed = before.firstFailedAt() == null ? at : before.firstFailedAt();
    boolean exhausted = shared.schedule.isExhausted(attempts);
    boolean parks = redriven || (exhausted && health.hasSucceededSince(firstFailed));
    if (exhausted && !parks) {
      health.degrade(shared.clock.instant());
    }
    Progress after =
        new Progress(
            before.nextVersion(),
            LaneState.RETRYING,
            parks ? attempts : Math.min(attempts, steps),
            firstFailed,
            at,
            next,
            Outcomes.word(result),
            result.httpStatus(),
            before.replayTo());
    if (parks) {
      backlog.hold(lane, after);
      outcomes.exhausted(lane, event, writer::isOwner, () -> closed);
    } else {
      backlog.await(lane, after);
    }
    outcomes.log(event, before.attempts() + 1, at, result, next, replay);
  }
}

package io.quayside.notify.webhook;

import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.FeedEntry;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.lane.LaneWriter;
import io.quayside.notify.letter.LaneParking;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.webhook.WebhookConsumer.Shared;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What outcomes of attempts do to a webhook's backlog, to its health and to the log of attempts.
 *
 * @param closed whether the consumer has ended
 */
record Outcomes(
    String webhookId,
    Shared shared,
    Backlog backlog,
    LaneWriter writer,
    Health health,
    BooleanSupplier closed) {

  /**
   * An attempt that was answered, or failed.
   *
   * @param attempt its number among those of the event, from 1
   * @param probe whether it was one of an endpoint that fails
   */
  record Made(int attempt, Instant at, AttemptResult result, boolean replay, boolean probe) {}

  /** The word of a failure that callers see; null for a success. */
  static @Nullable String word(AttemptResult result) {
    AttemptError error = result.error();
    return error == null ? null : error.word();
  }

  /** An event of the feed was tried. */
  void ofFeed(Work.Feed work, Made made) {
    FeedEntry entry = work.entry();
    FeedEvent event = entry.event();
    boolean ok = made.result.isOk();
    Instant next = ok ? succeeded() : failed(event, made, 1);
    if (!work.releaseIfChanged(backlog)) {
      if (ok) {
        backlog.settle(entry);
      } else if (made.probe) {
        backlog.putBack(entry, made.at);
      } else {
        backlog.fail(
            entry,
            new Progress(
                event.version(),
                LaneState.RETRYING,
                1,
                made.at,
                made.at,
                next,
                word(made.result),
                made.result.httpStatus(),
                made.replay ? event.version() + 1 : 0));
      }
    }
    log(event, made, next);
  }

  /** The next event of a lane was tried. */
  void ofLane(Work.InLane work, FeedEvent event, Made made) {
    Lane lane = work.lane();
    Progress before = work.before();
    if (made.result.isOk()) {
      succeeded();
      if (!work.releaseIfChanged(backlog)) {
        backlog.await(lane, before.behind(event.version(), shared.clock().instant()));
      }
      log(event, made, null);
      return;
    }
    int steps = shared.schedule().seconds().size();
    boolean redriven = before.attempts() > steps;
    int attempts = made.probe && !redriven ? before.attempts() : before.attempts() + 1;
    Instant next = failed(event, made, Math.max(1, attempts));
    if (work.releaseIfChanged(backlog)) {
      log(event, made, null);
      return;
    }
    lane.sent(made.attempt);
    Instant firstFailed = before.firstFailedAt() == null ? made.at : before.firstFailedAt();
    boolean exhausted = shared.schedule().isExhausted(attempts);
    boolean ofEvent = redriven || (exhausted && health.hasSucceededSince(firstFailed));
    if (exhausted && !ofEvent) {
      health.degrade(shared.clock().instant());
    }
    // A redrive changes the row of a lane at its version: before there is a letter there must be
    // one.
    boolean parks = ofEvent && lane.isWrittenToItsVersion();
    Progress after =
        new Progress(
            before.nextVersion(),
            LaneState.RETRYING,
            ofEvent ? attempts : Math.min(attempts, steps),
            firstFailed,
            made.at,
            next,
            word(made.result),
            made.result.httpStatus(),
            before.replayTo());
    if (parks) {
      backlog.hold(lane, after);
      park(lane, event);
    } else {
      backlog.await(lane, after);
    }
    log(event, made, parks ? null : next);
  }

  /** The first success of an endpoint that failed makes all lanes due. */
  private @Nullable Instant succeeded() {
    Instant now = shared.clock().instant();
    if (health.succeeded(now)) {
      backlog.makeAllDue(now);
    }
    return null;
  }

  /** Counts a failure; when the event is to be sent again after so many attempts. */
  private Instant failed(FeedEvent event, Made made, int attempts) {
    Instant now = shared.clock().instant();
    AttemptResult result = made.result;
    AttemptError error = result.error() == null ? AttemptError.STATUS : result.error();
    health.failed(event.shipmentId(), error, made.probe, now);
    if (error == AttemptError.GONE) {
      health.disable(DisableReason.GONE, now);
    }
    return result.retryAfterSeconds() > 0
        ? now.plusSeconds(result.retryAfterSeconds())
        : now.plusMillis(shared.schedule().pauseMillis(attempts, shared.random()));
  }

  /** A webhook that does not send by its lanes' times has no time of the next attempt. */
  private void log(FeedEvent event, Made made, @Nullable Instant next) {
    Instant known = health.status().state() == WebhookState.ACTIVE ? next : null;
    shared
        .log()
        .add(
            new DeliveryAttempt(
                webhookId, event, made.attempt, made.at, made.result, known, made.replay));
  }

  /** Parks a lane under way whose event has failed to the end of the schedule. */
  private void park(Lane lane, FeedEvent event) {
    new LaneParking(
            LetterSource.WEBHOOK,
            WebhookOwner.consumerOf(webhookId),
            backlog,
            () -> writer.isOwner(lane.shard()),
            shared.letters()::park,
            shared.scheduler(),
            shared.clock())
        .park(lane, event, "delivery-exhausted", detail(lane.progress()), closed);
  }

  private static String detail(Progress failed) {
    return failed.httpStatus() == null
        ? "The last attempt failed: " + failed.error()
        : "The endpoint answered the last attempt with status " + failed.httpStatus();
  }
}

package io.quayside.notify.webhook;

import io.quayside.cluster.Topics;
import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.letter.LetterState;
import io.quayside.notify.webhook.WebhookConsumer.Shared;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Parks a webhook's lanes: first the letter in Kafka, then the lane. */
record Parking(String webhookId, Shared shared, Backlog backlog) {
  /** The source of a webhook's letters. */
  static final LetterSource SOURCE = LetterSource.WEBHOOK;

  private static final String CODE = "delivery-exhausted";
  private static final long AGAIN_MILLIS = 1_000;

  /** Parks a lane that is under way, for the event that has failed; tried until it is done. */
  void park(Lane lane, FeedEvent event, BooleanSupplier closed) {
    shared
        .letters()
        .park(letter(lane, event))
        .onComplete(
            parked -> {
              if (!closed.getAsBoolean()) {
                Progress failed = lane.progress();
                // An event that was given up on record is not parked again: the lane goes on.
                boolean givenUp = parked.state() == LetterState.DISCARDED;
                backlog.await(
                    lane, givenUp ? behind(failed, shared.clock().instant()) : parked(failed));
              }
            },
            failure -> {
              Faults.report("parking a lane", failure);
              if (!closed.getAsBoolean()) {
                shared.scheduler().schedule(AGAIN_MILLIS, () -> park(lane, event, closed));
              }
            });
  }

  private static Progress parked(Progress failed) {
    return new Progress(
        failed.nextVersion(),
        LaneState.PARKED,
        failed.attempts(),
        failed.firstFailedAt(),
        failed.lastAttemptAt(),
        null,
        failed.error(),
        failed.httpStatus(),
        failed.replayTo());
  }

  private static Progress behind(Progress failed, Instant now) {
    return new Progress(
        failed.nextVersion() + 1,
        LaneState.RETRYING,
        0,
        null,
        failed.lastAttemptAt(),
        now,
        null,
        null,
        failed.replayTo());
  }

  private Letter letter(Lane lane, FeedEvent event) {
    Progress progress = lane.progress();
    String consumer = WebhookOwner.consumerOf(webhookId);
    Instant last = Objects.requireNonNull(progress.lastAttemptAt());
    return Letter.ofEvent(
        SOURCE,
        consumer,
        event.stored().tenant(),
        lane.shipmentId(),
        progress.nextVersion(),
        event.offset() < 0 ? null : new Letter.Origin(Topics.EVENTS, event.shard(), event.offset()),
        new Letter.Cause(
            CODE,
            detail(progress),
            progress.attempts(),
            progress.firstFailedAt() == null ? last : progress.firstFailedAt(),
            last));
  }

  private static String detail(Progress progress) {
    return progress.httpStatus() == null
        ? "The last attempt failed: " + progress.error()
        : "The endpoint answered the last attempt with status " + progress.httpStatus();
  }
}

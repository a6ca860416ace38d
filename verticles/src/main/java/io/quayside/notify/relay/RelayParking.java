package io.quayside.notify.relay;

import io.quayside.cluster.Topics;
import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.letter.LetterState;
import io.quayside.notify.relay.target.Sent.Refused;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Parks a relay's lanes: first the letter in Kafka, then the lane. */
record RelayParking(RelaySettings relay, Shared shared, Backlog backlog) {
  private static final long AGAIN_MILLIS = 1_000;

  /** Parks a lane that is under way, for the event that is refused; tried until it is done. */
  void park(Lane lane, FeedEvent event, Refused refused, BooleanSupplier closed) {
    shared
        .park()
        .apply(letter(lane, event, refused))
        .onComplete(
            (kept, failure) ->
                shared
                    .scheduler()
                    .execute(() -> parked(lane, event, refused, kept, failure, closed)));
  }

  private void parked(
      Lane lane,
      FeedEvent event,
      Refused refused,
      KeptLetter kept,
      @Nullable Throwable failure,
      BooleanSupplier closed) {
    if (failure != null) {
      Faults.report("parking a relay's lane", failure);
      shared
          .scheduler()
          .schedule(
              AGAIN_MILLIS,
              () -> {
                if (!closed.getAsBoolean()) {
                  park(lane, event, refused, closed);
                }
              });
    } else if (!closed.getAsBoolean()) {
      Progress failed = lane.progress();
      // An event that was given up on record is not parked again: the lane goes on.
      backlog.await(
          lane,
          kept.state() == LetterState.DISCARDED
              ? failed.behind(failed.nextVersion(), shared.clock().instant())
              : parked(failed));
    }
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

  private Letter letter(Lane lane, FeedEvent event, Refused refused) {
    Progress progress = lane.progress();
    Instant last = Objects.requireNonNull(progress.lastAttemptAt());
    return Letter.ofEvent(
        LetterSource.RELAY,
        relay.consumer(),
        event.stored().tenant(),
        lane.shipmentId(),
        progress.nextVersion(),
        event.offset() < 0 ? null : new Letter.Origin(Topics.EVENTS, event.shard(), event.offset()),
        new Letter.Cause(
            refused.code().code(),
            refused.detail(),
            progress.attempts(),
            progress.firstFailedAt() == null ? last : progress.firstFailedAt(),
            last));
  }
}

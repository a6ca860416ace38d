package io.quayside.notify.letter;

import io.quayside.cluster.Topics;
import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.Lane.Progress;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parks the lanes of a consumer: first the letter in Kafka, then the lane. Confined to the lanes'
 * event loop.
 *
 * @param isOwner whether this owner is still the consumer's: a letter of a former one would park
 *     again what was redriven and sent meanwhile
 * @param letters parks a letter; completes on the lanes' event loop, once that is durable
 */
public record LaneParking(
    LetterSource source,
    String consumer,
    Backlog backlog,
    Supplier<Future<Boolean>> isOwner,
    Function<Letter, Future<KeptLetter>> letters,
    Scheduler scheduler,
    InstantSource clock) {
  private static final long AGAIN_MILLIS = 1_000;

  /** Until the owner has taken over again what another has changed. */
  private static final long OWNER_MILLIS = 100;

  /**
   * Parks a lane that is under way, for the event that has failed; tried until it is done, or until
   * the consumer is closed, or another has changed the lane.
   */
  public void park(Lane lane, FeedEvent event, String code, String detail, BooleanSupplier closed) {
    park(new Failed(lane, lane.replacements(), letter(lane, event, code, detail), closed));
  }

  private record Failed(Lane lane, int replacements, Letter letter, BooleanSupplier closed) {}

  private void park(Failed failed) {
    if (isOver(failed)) {
      return;
    }
    isOwner
        .get()
        .compose(
            owner ->
                owner
                    ? letters.apply(failed.letter)
                    : Future.<@Nullable KeptLetter>succeededFuture())
        .onComplete(
            kept -> {
              if (kept == null) {
                again(failed, OWNER_MILLIS);
              } else if (!isOver(failed)) {
                backlog.await(failed.lane, after(failed.lane.progress(), kept.state()));
              }
            },
            failure -> {
              Faults.report("parking a lane", failure);
              again(failed, AGAIN_MILLIS);
            });
  }

  private void again(Failed failed, long millis) {
    if (!failed.closed.getAsBoolean()) {
      scheduler.schedule(millis, () -> park(failed));
    }
  }

  /** Whether there is nothing to park any more. */
  private boolean isOver(Failed failed) {
    if (failed.closed.getAsBoolean()) {
      return true;
    }
    if (failed.lane.replacements() != failed.replacements) {
      backlog.release(failed.lane.shipmentId());
      return true;
    }
    return false;
  }

  /** An event that was given up on record is not parked again: the lane goes on. */
  private Progress after(Progress failed, LetterState state) {
    return state == LetterState.DISCARDED
        ? failed.behind(failed.nextVersion(), clock.instant())
        : failed.parked();
  }

  private Letter letter(Lane lane, FeedEvent event, String code, String detail) {
    Progress progress = lane.progress();
    var last = Objects.requireNonNull(progress.lastAttemptAt());
    var first = progress.firstFailedAt() == null ? last : progress.firstFailedAt();
    return Letter.ofEvent(
        source,
        consumer,
        event.stored().tenant(),
        lane.shipmentId(),
        progress.nextVersion(),
        event.offset() < 0 ? null : new Letter.Origin(Topics.EVENTS, event.shard(), event.offset()),
        new Letter.Cause(code, detail, progress.attempts(), first, last));
  }
}

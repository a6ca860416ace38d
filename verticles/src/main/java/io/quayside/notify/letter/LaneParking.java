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

  /**
   * Parks a lane that is under way, for the event that has failed; tried until it is done, or until
   * the consumer is closed.
   */
  public void park(Lane lane, FeedEvent event, String code, String detail, BooleanSupplier closed) {
    park(lane, letter(lane, event, code, detail), closed);
  }

  private void park(Lane lane, Letter letter, BooleanSupplier closed) {
    isOwner
        .get()
        .compose(
            owner -> owner ? letters.apply(letter) : Future.<@Nullable KeptLetter>succeededFuture())
        .onComplete(
            kept -> {
              if (kept != null && !closed.getAsBoolean()) {
                backlog.await(lane, after(lane.progress(), kept.state()));
              }
            },
            failure -> {
              Faults.report("parking a lane", failure);
              scheduler.schedule(
                  AGAIN_MILLIS,
                  () -> {
                    if (!closed.getAsBoolean()) {
                      park(lane, letter, closed);
                    }
                  });
            });
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

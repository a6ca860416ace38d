package io.quayside.notify.webhook;

import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.FeedEntry;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.Lane.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A piece of work: an event of the feed, or the next one of a lane. */
sealed interface Work {
  record Feed(FeedEntry entry) implements Work {}

  /** With what the lane was when it was taken. */
  record InLane(Lane lane, Progress before, int replacements) implements Work {}

  /** Takes what is to be done next, or null: lanes that are due, then the feed. */
  static @Nullable Work next(Backlog backlog, Instant now) {
    Lane lane = backlog.takeDue(now);
    return lane != null ? ofLane(lane) : ofFeed(backlog.takeReady());
  }

  /** Takes what a probe tries: what was never tried, else what was tried longest ago. */
  static @Nullable Work probe(Backlog backlog) {
    Lane lane = backlog.oldestTried();
    Instant feed = backlog.oldestTry();
    boolean feedFirst =
        backlog.hasReady() && (lane == null || feed == null || feed.isBefore(lane.lastTried()));
    if (feedFirst) {
      return ofFeed(backlog.takeLeastTried());
    }
    Lane taken = lane == null ? null : backlog.takeOldestTried();
    return taken == null ? null : ofLane(taken);
  }

  private static Work ofLane(Lane lane) {
    return new InLane(lane, lane.progress(), lane.replacements());
  }

  private static @Nullable Work ofFeed(@Nullable FeedEntry entry) {
    return entry == null ? null : new Feed(entry);
  }

  /**
   * Whether another has changed the lane meanwhile, or the shipment's events: what became of the
   * work is not applied. The shipment is released then.
   */
  default boolean releaseIfChanged(Backlog backlog) {
    return switch (this) {
      case Feed(FeedEntry entry) -> {
        if (entry.isSettled()) {
          backlog.release(entry.event().shipmentId());
        }
        yield entry.isSettled();
      }
      case InLane(Lane lane, Progress before, int replacements) -> {
        boolean changed = lane.replacements() != replacements;
        if (changed) {
          backlog.release(lane.shipmentId());
        }
        yield changed;
      }
    };
  }

  /** It could not be tried: a lane is due again at a time. */
  default void putBack(Backlog backlog, Instant next) {
    if (!releaseIfChanged(backlog)) {
      switch (this) {
        case Feed(FeedEntry entry) -> backlog.putBack(entry, null);
        case InLane(Lane lane, Progress before, int replacements) ->
            backlog.await(lane, before.due(next));
      }
    }
  }
}

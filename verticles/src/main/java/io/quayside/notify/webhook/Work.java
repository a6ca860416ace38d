package io.quayside.notify.webhook;

import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.FeedEntry;
import io.quayside.notify.lane.Lane;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A piece of work: an event of the feed, or the next one of a lane. */
sealed interface Work {
  record Feed(FeedEntry entry) implements Work {}

  record InLane(Lane lane) implements Work {}

  /** Takes what is to be done next, or null: lanes that are due, then the feed. */
  static @Nullable Work next(Backlog backlog, Instant now) {
    Lane lane = backlog.takeDue(now);
    return lane != null ? new InLane(lane) : ofFeed(backlog.takeReady());
  }

  /** Takes what a probe tries: what was never tried, else what was tried longest ago. */
  static @Nullable Work probe(Backlog backlog) {
    Lane lane = backlog.oldestTried();
    Instant feed = backlog.oldestTry();
    boolean feedFirst =
        backlog.hasReady()
            && (lane == null || feed == null || feed.isBefore(Backlog.lastTried(lane)));
    if (feedFirst) {
      return ofFeed(backlog.takeLeastTried());
    }
    Lane taken = lane == null ? null : backlog.takeOldestTried();
    return taken == null ? null : new InLane(taken);
  }

  /** It could not be tried: a lane is due again at a time. */
  default void putBack(Backlog backlog, Instant next) {
    switch (this) {
      case Feed(FeedEntry entry) -> backlog.putBack(entry, null);
      case InLane(Lane lane) -> backlog.await(lane, lane.progress().due(next));
    }
  }

  private static @Nullable Work ofFeed(@Nullable FeedEntry entry) {
    return entry == null ? null : new Feed(entry);
  }
}

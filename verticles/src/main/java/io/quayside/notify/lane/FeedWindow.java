package io.quayside.notify.lane;

import io.quayside.notify.lane.LaneStore.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a consumer has read of a shard's feed and not settled. */
final class FeedWindow {
  private Cursor start;
  private final ArrayDeque<FeedEntry> unsettled = new ArrayDeque<>();
  private long readTo;
  private long written;

  /** When the event was recorded that was read last; null: none was. */
  private @Nullable Instant lastReadAt;

  FeedWindow(Cursor start) {
    this.start = start;
    this.readTo = start.next();
    this.written = start.next();
  }

  /** The cursor as it was taken over. */
  Cursor start() {
    return start;
  }

  /** Whether another has moved the cursor since it was written last. */
  boolean isMoved(Cursor cursor) {
    return cursor.next() != written || cursor.replayTo() != start.replayTo();
  }

  /** The cursor was taken over again, where it is. */
  void takenOver(Cursor cursor) {
    start = cursor;
  }

  long readTo() {
    return readTo;
  }

  void readTo(long next) {
    readTo = Math.max(readTo, next);
  }

  /** An event was read, whether it is wanted or not. */
  void passed(Instant recordedAt) {
    lastReadAt = recordedAt;
  }

  /** Seconds since the oldest event was recorded that is not settled; 0 if all are. */
  double lagSeconds(long end, Instant now) {
    cursor();
    FeedEntry first = unsettled.peek();
    Instant oldest = first == null ? null : first.event().stored().recordedAt();
    if (oldest == null && readTo < end) {
      oldest = lastReadAt;
    }
    return oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toMillis() / 1e3);
  }

  void add(FeedEntry entry) {
    unsettled.add(entry);
  }

  /** The offset below which everything is settled. */
  long cursor() {
    while (!unsettled.isEmpty() && unsettled.peek().isSettled()) {
      unsettled.poll();
    }
    return unsettled.isEmpty() ? readTo : unsettled.peek().event().offset();
  }

  /** The cursor as it was written last. */
  long written() {
    return written;
  }

  void wasWritten(long cursor) {
    written = cursor;
  }
}

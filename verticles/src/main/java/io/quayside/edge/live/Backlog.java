package io.quayside.edge.live;

import io.quayside.push.SharedFrame;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Buffer of pushes until a subscription is live: the newest {@code maxEvents} events and the newest
 * position. Older events are read again from the history.
 */
final class Backlog {
  private final ArrayDeque<SharedFrame> events = new ArrayDeque<>(0);
  private final int maxEvents;
  private @Nullable SharedFrame position;
  private boolean recheck;

  Backlog(int maxEvents) {
    this.maxEvents = maxEvents;
  }

  void add(SharedFrame frame) {
    if (!frame.isEvent()) {
      position = frame;
      return;
    }
    if (events.size() == maxEvents) {
      events.poll();
    }
    events.add(frame);
  }

  /** Pushes may have been missed: the log has to be asked for its version. */
  void requireRecheck() {
    recheck = true;
  }

  /** Whether pushes may have been missed since this was asked last. */
  boolean takeRecheck() {
    boolean required = recheck;
    recheck = false;
    return required;
  }

  /** The first event above a version, which stays; null where there is none. */
  @Nullable SharedFrame firstAbove(int version) {
    while (!events.isEmpty() && events.peek().version() <= version) {
      events.poll();
    }
    return events.peek();
  }

  /** The newest position, or null. */
  @Nullable SharedFrame position() {
    return position;
  }
}

package io.quayside.notify.lane;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event of a consumer's feed until it is settled. Used by the consumer's event loop. */
public final class FeedEntry {
  private final FeedEvent event;
  private final boolean replay;
  private boolean settled;
  private int tries;
  private @Nullable Instant triedAt;

  FeedEntry(FeedEvent event, boolean replay) {
    this.event = event;
    this.replay = replay;
  }

  public FeedEvent event() {
    return event;
  }

  /** Whether it has been sent before its cursor was set back. */
  public boolean isReplay() {
    return replay;
  }

  /** How often it was tried without a lane. */
  public int tries() {
    return tries;
  }

  /** When it was tried last; null: never. */
  @Nullable Instant triedAt() {
    return triedAt;
  }

  void tried(Instant at) {
    triedAt = at;
    tries++;
  }

  /** Whether it is settled, or was dropped while it was under way. */
  public boolean isSettled() {
    return settled;
  }

  void settle() {
    settled = true;
  }
}

package io.quayside.notify.relay;

import io.quayside.notify.lane.Backlog;
import io.quayside.notify.relay.target.Sent.Outcome;
import io.quayside.notify.relay.target.TargetFault;
import io.vertx.core.Future;
import java.time.Instant;

/** Moves one shard's events to its target. Confined to the relays' event loop. */
interface Pump {
  /** Does what is due. Called often. */
  void tick();

  /** Sends nothing more; completes when what is settled is written. */
  Future<Void> close();

  /** The lanes and the cursor. */
  Backlog backlog();

  /** The age of the oldest event that is not settled; {@code end}: that of the shard's feed. */
  double lagSeconds(long end, Instant now);

  /** Hears how a pump fares. */
  interface Listener {
    /** Events are settled. */
    void settled(Outcome outcome, int count);

    /** The target takes nothing; returns after how many milliseconds it may be tried again. */
    long waiting(TargetFault fault);

    /** The pump must be opened anew. */
    void failed(TargetFault fault);

    /** Another owner has taken the shard over. */
    void lost();
  }
}

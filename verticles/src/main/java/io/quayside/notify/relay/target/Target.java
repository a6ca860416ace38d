package io.quayside.notify.relay.target;

import io.vertx.core.Future;

/** Where one shard's events of a relay go. Confined to the relays' event loop. */
public sealed interface Target permits ShipmentTarget, StreamTarget {
  /** Ends it; what is under way has no result any more. */
  Future<Void> close();

  /** Hears, on the relays' event loop, what a target finds out by itself. */
  interface Listener {
    /** The target must be opened anew. */
    void lost(TargetFault fault);

    /** The target takes nothing until {@link #released}; what is under way waits. */
    void held(TargetFault fault);

    /** The target takes events again. */
    void released();
  }
}

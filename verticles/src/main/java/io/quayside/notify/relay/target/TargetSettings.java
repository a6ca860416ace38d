package io.quayside.notify.relay.target;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The members of a relay's configuration that its kind has beyond the common ones. */
public interface TargetSettings {
  /** The bound on events per second and node where none is given; null: none. */
  default @Nullable Integer defaultPerSecond() {
    return null;
  }

  /** Begins to use the target on this node; connects to nothing yet. */
  Targets begin(Vertx vertx, Context context, String relay);

  /** What a node uses of a relay's target. */
  interface Targets {
    /** A new target of a shard, not opened. */
    Target of(int shard, Target.Listener listener);

    Future<Void> close();
  }
}

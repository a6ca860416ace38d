package io.quayside.push.fleet;

import io.quayside.push.SharedFrame;
import java.util.List;

/**
 * A watch, as the feeds see it. Called on the feeds' event loop; {@link #scope} may be called from
 * any thread.
 */
public interface FleetSubscriber {
  /** What it watches; may change. */
  WatchScope scope();

  boolean wantsPositions();

  /** Events in the order of the log within each shard; also called without items, now and then. */
  void events(FleetBatch batch);

  /** The newest positions of shipments in the set. */
  void positions(List<SharedFrame> positions);

  /** Events were lost: it has to resume from the last batch. Called once, instead of more. */
  void lost();
}

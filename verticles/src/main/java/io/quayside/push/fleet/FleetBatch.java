package io.quayside.push.fleet;

import io.quayside.push.SharedFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one round of the feed has for one watch.
 *
 * @param next by shard, the offset up to which the log is settled behind the items; never changed
 */
public record FleetBatch(List<Item> items, long[] next) {
  /**
   * An event, or that a shipment has left the set, or both.
   *
   * @param event as the watch's principal sees it, or null
   * @param left whether the shipment is not in the set any more since that version
   */
  public record Item(String shipmentId, int version, @Nullable SharedFrame event, boolean left) {}
}

package io.quayside.notify.lane;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What is to be done for one shipment. */
final class Track {
  final ArrayDeque<FeedEntry> queue = new ArrayDeque<>();
  @Nullable Lane lane;

  /** Whether an attempt is under way that is not the lane's own. */
  boolean busy;
}

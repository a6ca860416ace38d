package io.quayside.notify.lane;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of one consumer's lanes, read from the history ahead of need. */
public final class LaneEvents {
  private static final int PAGE = 20;

  private final History history;
  private final Backlog backlog;

  /** By shipment, its next events. */
  private final Map<String, List<FeedEvent>> ahead = new HashMap<>();

  public LaneEvents(History history, Backlog backlog) {
    this.history = history;
    this.backlog = backlog;
  }

  /**
   * The event that a lane has next; null if the history has none, or if the feed, which brings it
   * then, was not read that far.
   */
  public Future<@Nullable FeedEvent> next(Lane lane) {
    return nextOfHistory(lane)
        .map(
            event -> {
              if (event != null && event.offset() >= backlog.readFrom(lane.shard())) {
                ahead.remove(lane.shipmentId());
                return null;
              }
              return event;
            });
  }

  private Future<@Nullable FeedEvent> nextOfHistory(Lane lane) {
    int version = lane.progress().nextVersion();
    List<FeedEvent> known = ahead.get(lane.shipmentId());
    if (known != null && known.getFirst().version() == version) {
      return Future.succeededFuture(known.getFirst());
    }
    return history
        .events(lane.shard(), lane.shipmentId(), version, PAGE)
        .map(
            events -> {
              if (events.isEmpty()) {
                ahead.remove(lane.shipmentId());
                return null;
              }
              ahead.put(lane.shipmentId(), events);
              return events.getFirst();
            });
  }

  /** Forgets the events of shipments that have no lane any more. */
  public void retain() {
    ahead.keySet().removeIf(shipmentId -> !backlog.hasLane(shipmentId));
  }

  /** The event that {@link #next} returned is settled. */
  public void taken(Lane lane) {
    List<FeedEvent> known = ahead.remove(lane.shipmentId());
    if (known != null && known.size() > 1) {
      ahead.put(lane.shipmentId(), known.subList(1, known.size()));
    }
  }
}

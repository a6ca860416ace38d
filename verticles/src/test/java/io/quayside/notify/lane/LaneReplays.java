package io.quayside.notify.lane;

import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** What replays do to the rows of a consumer, as those of webhooks have it in SQL. */
record LaneReplays(
    Random random,
    Map<Integer, List<FeedEvent>> log,
    Map<String, List<FeedEvent>> history,
    Map<Integer, Cursor> cursors,
    Map<String, Lane> lanes) {

  /** {@code letters}: by event, whether its letter is parked. */
  void replay(Map<String, Boolean> letters, Instant now) {
    if (random.nextInt(4) == 0) {
      since();
    } else if (!history.isEmpty()) {
      List<String> ids = List.copyOf(history.keySet());
      shipment(ids.get(random.nextInt(ids.size())), letters, now);
    }
  }

  /** All events are sent again from a place in each shard on. */
  private void since() {
    cursors.replaceAll(
        (shard, c) -> {
          long place = random.nextInt(log.get(shard).size() + 1);
          long next = Math.max(0, Math.min(c.next() - 1, place));
          return new Cursor(next, Math.max(c.replayTo(), c.next()), c.epoch() + 1);
        });
    lanes
        .values()
        .removeIf(
            lane -> {
              List<FeedEvent> events = history.get(lane.shipmentId());
              int version = lane.progress().nextVersion();
              return lane.progress().state() == LaneState.RETRYING
                  && (version > events.size()
                      || events.get(version - 1).offset() >= cursors.get(lane.shard()).next());
            });
  }

  /** A shipment's events are sent again from a version on, and with it what may not be sent yet. */
  private void shipment(String id, Map<String, Boolean> letters, Instant now) {
    List<FeedEvent> events = history.get(id);
    int shard = events.getFirst().shard();
    int wanted = 1 + random.nextInt(events.size());
    boolean parked =
        letters.entrySet().stream()
            .anyMatch(letter -> letter.getValue() && letter.getKey().startsWith(id + '/'));
    Lane lane = lanes.get(id);
    if (parked || (lane != null && lane.progress().state() == LaneState.PARKED)) {
      return;
    }
    Progress row = LaneWorld.retrying(Math.min(wanted, firstAtCursor(events)), 0, now);
    if (lane != null) {
      Progress before = lane.progress();
      boolean stays = before.nextVersion() <= wanted;
      Instant touched = Objects.requireNonNull(before.nextAttemptAt()).plusNanos(1_000);
      row = stays ? before.due(touched) : LaneWorld.retrying(wanted, 0, now);
    }
    lanes.put(id, Lane.ofRow(id, shard, row));
    cursors.computeIfPresent(shard, (s, c) -> new Cursor(c.next(), c.replayTo(), c.epoch() + 1));
  }

  private int firstAtCursor(List<FeedEvent> events) {
    return events.stream()
        .filter(event -> event.offset() >= cursors.get(event.shard()).next())
        .mapToInt(FeedEvent::version)
        .min()
        .orElse(Integer.MAX_VALUE);
  }
}

package io.quayside.notify.lane;

import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Cursor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a consumer over again that goes on meanwhile: replays, redrives and discards change its
 * rows, and raise its epochs. What another has changed since it was written last counts; all else
 * goes on as it is, attempts under way and what is not written yet included. Pure.
 *
 * <p>A shipment whose attempt is under way while its lane or event changes is held until {@link
 * Backlog#release}. To be called while no write is under way.
 *
 * @param drop drops a shipment's events of the feed
 */
record BacklogMerge(
    Map<Integer, FeedWindow> windows,
    Map<String, Track> tracks,
    LaneTimes timed,
    Consumer<Track> drop) {
  void merge(Map<Integer, Cursor> cursors, Collection<Lane> rows) {
    Map<String, Lane> kept = new HashMap<>();
    rows.forEach(lane -> kept.put(lane.shipmentId(), lane));
    Set<Integer> anew = anew(cursors, kept);
    for (Map.Entry<String, Track> entry : List.copyOf(tracks.entrySet())) {
      change(entry.getKey(), entry.getValue(), kept.remove(entry.getKey()), anew);
    }
    for (Lane added : kept.values()) {
      Track track = new Track();
      track.lane = added;
      tracks.put(added.shipmentId(), track);
      timed.add(added);
    }
    cursors.forEach(
        (shard, cursor) -> {
          FeedWindow window = windows.get(shard);
          if (window == null || anew.contains(shard)) {
            windows.put(shard, new FeedWindow(cursor));
          } else {
            window.takenOver(cursor);
          }
        });
  }

  /** The shards whose feed is read again: a cursor was moved, or a lane ended elsewhere. */
  private Set<Integer> anew(Map<Integer, Cursor> cursors, Map<String, Lane> kept) {
    Set<Integer> anew = new HashSet<>();
    cursors.forEach(
        (shard, cursor) -> {
          FeedWindow window = windows.get(shard);
          if (window == null || window.isMoved(cursor)) {
            anew.add(shard);
          }
        });
    tracks.forEach(
        (shipmentId, track) -> {
          if (track.lane != null && track.lane.isWritten() && !kept.containsKey(shipmentId)) {
            anew.add(track.lane.shard());
          }
        });
    return anew;
  }

  private void change(String shipmentId, Track track, @Nullable Lane row, Set<Integer> anew) {
    Lane lane = track.lane;
    if (row != null && lane == null) {
      FeedEntry first = track.queue.peek();
      drop.accept(track);
      track.lane = row;
      if (first != null) {
        notBehind(row, first.event().version());
      }
      if (!track.busy) {
        timed.add(row);
      }
    } else if (row != null && lane != null) {
      if (anew.contains(lane.shard()) || !lane.isAsWritten(row.progress())) {
        replace(track, lane, row);
      }
    } else if (isOf(track, anew)) {
      remove(shipmentId, track);
    }
  }

  /** A replay from a version beyond what was not sent yet leaves out nothing. */
  private static void notBehind(Lane lane, int version) {
    Progress row = lane.progress();
    if (row.state() == LaneState.RETRYING && row.nextVersion() > version) {
      lane.set(row.from(version));
    }
  }

  private static boolean isOf(Track track, Set<Integer> anew) {
    ArrayDeque<FeedEntry> queue = track.queue;
    if (track.lane != null) {
      return anew.contains(track.lane.shard());
    }
    return !queue.isEmpty() && anew.contains(queue.element().event().shard());
  }

  private void replace(Track track, Lane lane, Lane row) {
    drop.accept(track);
    timed.remove(lane);
    boolean unknown = !lane.isWritten();
    int version = lane.progress().nextVersion();
    lane.replace(row.progress());
    if (unknown) {
      notBehind(lane, version);
    }
    if (!lane.isUnderWay() && !track.busy) {
      timed.add(lane);
    }
  }

  /** Nothing is left of it but an attempt under way; the feed brings its events again. */
  private void remove(String shipmentId, Track track) {
    drop.accept(track);
    Lane lane = track.lane;
    if (lane != null) {
      timed.remove(lane);
      track.busy |= lane.isUnderWay();
      track.lane = null;
      lane.replace(lane.progress());
    }
    if (!track.busy) {
      tracks.remove(shipmentId);
    }
  }
}

package io.quayside.notify.lane;

import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Cursor;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one consumer has to do: events of the feed that are not settled, and lanes. Of a shipment
 * one event at a time is under way. A shard's cursor is the offset of its first event that is
 * neither settled nor in a lane. Pure; used by one event loop.
 */
public final class Backlog {
  private final Map<Integer, FeedWindow> windows = new TreeMap<>();
  private final Map<String, Track> tracks = new HashMap<>();
  private final ArrayDeque<Track> ready = new ArrayDeque<>();

  private final LaneTimes timed = new LaneTimes();

  /** Lanes whose progress has changed since {@link #takeChangedLanes}. */
  private Set<Lane> changed = new LinkedHashSet<>();

  private int waiting;

  public Backlog(Map<Integer, Cursor> cursors, Collection<Lane> lanes) {
    cursors.forEach((shard, cursor) -> windows.put(shard, new FeedWindow(cursor)));
    lanes.forEach(this::add);
  }

  private void add(Lane lane) {
    tracks.computeIfAbsent(lane.shipmentId(), id -> new Track()).lane = lane;
    await(lane);
  }

  /** Where a shard's feed is read from next. */
  public long readFrom(int shard) {
    return window(shard).readTo();
  }

  /** Events of the feed that wait or are under way. */
  public int waiting() {
    return waiting;
  }

  /**
   * Takes events of a shard's feed. Passes over those that nobody wants, and those of shipments
   * with a lane.
   */
  public void add(int shard, EventSource.Chunk chunk, Predicate<FeedEvent> wanted) {
    FeedWindow window = window(shard);
    window.readTo(chunk.next());
    for (FeedEvent event : chunk.events()) {
      window.passed(event.stored().recordedAt());
      Track track = tracks.get(event.shipmentId());
      boolean inLane = track != null && track.lane != null && !track.lane.isEnding();
      if (inLane || !wanted.test(event)) {
        continue;
      }
      FeedEntry entry = new FeedEntry(event, event.offset() < window.start().replayTo());
      window.add(entry);
      waiting++;
      Track of = track == null ? new Track() : track;
      tracks.putIfAbsent(event.shipmentId(), of);
      of.queue.add(entry);
      if (of.queue.size() == 1 && !of.busy && of.lane == null) {
        ready.add(of);
      }
    }
  }

  /** The next event of the feed that may be sent, or null; it is under way from now on. */
  public @Nullable FeedEntry takeReady() {
    Track track = ready.poll();
    return track == null ? null : take(track);
  }

  private static FeedEntry take(Track track) {
    track.busy = true;
    return track.queue.element();
  }

  /** As {@link #takeReady}, of those that may be sent the one whose last try is oldest. */
  public @Nullable FeedEntry takeLeastTried() {
    Track least = null;
    for (Track track : ready) {
      if (least == null || triedAt(track).isBefore(triedAt(least))) {
        least = track;
      }
    }
    if (least == null) {
      return null;
    }
    ready.remove(least);
    return take(least);
  }

  /** When the event was tried that {@link #takeLeastTried} returns; null: never, or none. */
  public @Nullable Instant oldestTry() {
    return ready.stream()
        .map(Backlog::triedAt)
        .min(Comparator.naturalOrder())
        .map(time -> time.equals(Instant.MIN) ? null : time)
        .orElse(null);
  }

  public boolean hasReady() {
    return !ready.isEmpty();
  }

  private static Instant triedAt(Track track) {
    Instant tried = track.queue.element().triedAt();
    return tried == null ? Instant.MIN : tried;
  }

  /** The event under way is done. */
  public void settle(FeedEntry entry) {
    Track track = track(entry);
    track.queue.remove();
    track.busy = false;
    settled(entry);
    goOn(entry.event().shipmentId(), track);
  }

  /** The event under way is to be tried again, without a lane. */
  public void putBack(FeedEntry entry, @Nullable Instant tried) {
    Track track = track(entry);
    if (tried != null) {
      entry.tried(tried);
    }
    track.busy = false;
    ready.add(track);
  }

  /** The event under way has failed: its shipment gets a lane, which later events wait in. */
  public Lane fail(FeedEntry entry, Progress progress) {
    Lane lane = failHeld(entry, progress);
    await(lane);
    return lane;
  }

  /** As {@link #fail}; the lane is under way. */
  public Lane failHeld(FeedEntry entry, Progress progress) {
    Track track = track(entry);
    track.busy = false;
    settleAll(track);
    Lane lane = new Lane(entry.event().shipmentId(), entry.event().shard(), progress);
    lane.sent(entry.tries() + 1);
    lane.underWay(true);
    track.lane = lane;
    changed.add(lane);
    return lane;
  }

  private void settleAll(Track track) {
    track.queue.forEach(this::settled);
    track.queue.clear();
  }

  /** As {@link BacklogMerge} describes it. */
  public void takenOver(Map<Integer, Cursor> cursors, Collection<Lane> rows) {
    new BacklogMerge(windows, tracks, timed, this::drop).merge(cursors, rows);
    lanes().filter(Lane::isDirty).forEach(changed::add);
  }

  /** A shipment's events of the feed come again, or wait in its lane. */
  private void drop(Track track) {
    settleAll(track);
    ready.remove(track);
  }

  /**
   * The attempt under way of an event that was dropped, or of a lane that another has changed, is
   * over: what is kept of its shipment counts.
   */
  public void release(String shipmentId) {
    Track track = Objects.requireNonNull(tracks.get(shipmentId));
    track.busy = false;
    if (track.lane == null) {
      goOn(shipmentId, track);
    } else {
      await(track.lane);
    }
  }

  private void settled(FeedEntry entry) {
    entry.settle();
    waiting--;
  }

  private void goOn(String shipmentId, Track track) {
    if (!track.queue.isEmpty()) {
      ready.add(track);
    } else if (track.lane == null) {
      tracks.remove(shipmentId);
    }
  }

  /** The lane whose time has come longest ago, or null; it is under way from now on. */
  public @Nullable Lane takeDue(Instant now) {
    return timed.takeDue(now);
  }

  /** The lane whose last attempt is oldest, due or not, or null; it is under way from now on. */
  public @Nullable Lane takeOldestTried() {
    return timed.takeOldestTried();
  }

  /** As {@link #takeOldestTried}, without taking it. */
  public @Nullable Lane oldestTried() {
    return timed.oldestTried();
  }

  /** The lane is not under way any more, and waits for the time of its progress. */
  public void await(Lane lane, Progress progress) {
    hold(lane, progress);
    await(lane);
  }

  /** The lane stays under way with another progress. */
  public void hold(Lane lane, Progress progress) {
    lane.set(progress);
    changed.add(lane);
  }

  private void await(Lane lane) {
    timed.add(lane);
  }

  /** All lanes that wait for a time are due now. */
  public void makeAllDue(Instant now) {
    changed.addAll(timed.makeAllDue(now));
  }

  /** The lane under way has nothing to do: it ends if the history has nothing more for it. */
  public void tryEnd(Lane lane) {
    lane.underWay(false);
    lane.endAt(window(lane.shard()).readTo());
  }

  /** The answer to {@link #tryEnd}. */
  public void ended(Lane lane, boolean ended, Instant next) {
    Track track = Objects.requireNonNull(tracks.get(lane.shipmentId()));
    lane.endAt(-1);
    if (ended) {
      track.lane = null;
      goOn(lane.shipmentId(), track);
    } else {
      settleAll(track);
      await(lane, lane.progress().due(next));
    }
  }

  /** The lanes whose progress has changed since this was asked last. */
  Set<Lane> takeChangedLanes() {
    Set<Lane> taken = changed;
    changed = new LinkedHashSet<>();
    return taken;
  }

  /** Lanes that could not be written. */
  void markChanged(Collection<Lane> lanes) {
    changed.addAll(lanes);
  }

  boolean hasChangedLanes() {
    return !changed.isEmpty();
  }

  /** Whether a shipment is not current. */
  public boolean hasLane(String shipmentId) {
    Track track = tracks.get(shipmentId);
    return track != null && track.lane != null;
  }

  /** All lanes. */
  public Stream<Lane> lanes() {
    return tracks.values().stream().map(track -> track.lane).filter(Objects::nonNull);
  }

  /** The age of a shard's oldest event that is not settled; {@code end}: that of its feed. */
  public double lagSeconds(int shard, long end, Instant now) {
    return window(shard).lagSeconds(end, now);
  }

  public Set<Integer> shards() {
    return windows.keySet();
  }

  /** By shard, the cursors that differ from those that were written. */
  public Map<Integer, Long> changedCursors() {
    Map<Integer, Long> changed = new TreeMap<>();
    windows.forEach(
        (shard, window) -> {
          long cursor = window.cursor();
          if (cursor != window.written()) {
            changed.put(shard, cursor);
          }
        });
    return changed;
  }

  /** These cursors were written. */
  public void cursorsWritten(Map<Integer, Long> cursors) {
    cursors.forEach((shard, cursor) -> window(shard).wasWritten(cursor));
  }

  /** By shard, the epochs with which the cursors were taken over. */
  public Map<Integer, Long> epochs() {
    Map<Integer, Long> epochs = new TreeMap<>();
    windows.forEach((shard, window) -> epochs.put(shard, window.start().epoch()));
    return epochs;
  }

  private FeedWindow window(int shard) {
    return Objects.requireNonNull(windows.get(shard));
  }

  private Track track(FeedEntry entry) {
    return Objects.requireNonNull(tracks.get(entry.event().shipmentId()));
  }
}

package io.quayside.notify.lane;

import io.quayside.notify.lane.Lane.Progress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lanes that wait for their time; a lane's progress changes only while it is not in here. */
final class LaneTimes {
  private static final Comparator<Lane> BY_TIME =
      Comparator.<Lane, Instant>comparing(lane -> requireTime(lane.progress()))
          .thenComparing(Lane::shipmentId);

  private final TreeSet<Lane> lanes = new TreeSet<>(BY_TIME);

  private static Instant requireTime(Progress progress) {
    return Objects.requireNonNull(progress.nextAttemptAt());
  }

  /** A parked lane waits for no time. */
  void add(Lane lane) {
    lane.underWay(false);
    if (lane.progress().state() == LaneState.RETRYING) {
      lanes.add(lane);
    }
  }

  void remove(Lane lane) {
    if (lane.progress().state() == LaneState.RETRYING) {
      lanes.remove(lane);
    }
  }

  @Nullable Lane takeDue(Instant now) {
    return lanes.isEmpty() || requireTime(lanes.first().progress()).isAfter(now)
        ? null
        : take(lanes.first());
  }

  /** The lane whose last attempt is oldest, or null. */
  @Nullable Lane oldestTried() {
    return lanes.stream().min(Comparator.comparing(Lane::lastTried)).orElse(null);
  }

  @Nullable Lane takeOldestTried() {
    Lane oldest = oldestTried();
    return oldest == null ? null : take(oldest);
  }

  private Lane take(Lane lane) {
    lanes.remove(lane);
    lane.underWay(true);
    return lane;
  }

  /** Makes all due now, and returns them. */
  List<Lane> makeAllDue(Instant now) {
    List<Lane> all = List.copyOf(lanes);
    lanes.clear();
    for (Lane lane : all) {
      lane.set(lane.progress().due(now));
      lanes.add(lane);
    }
    return all;
  }
}

package io.quayside.notify.lane;

import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Ending;
import io.quayside.notify.lane.LaneStore.Saved;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Writes one consumer's cursors and lanes, one transaction at a time: a lane before the cursor that
 * passes its event, and the end of a lane where the history has nothing more for it. Confined to
 * one event loop.
 */
public final class LaneWriter {
  private static final long CURSORS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LANES_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long ASK_AGAIN_MILLIS = 250;

  private final String consumer;
  private final Saves store;
  private final Backlog backlog;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final Runnable lost;
  private final Map<Integer, Long> epochs;
  private final List<Lane> endings = new ArrayList<>();
  private long lastNanos;
  private boolean writing;
  private boolean closed;

  /** Where progress is written; see {@link LaneStore#save}. */
  interface Saves {
    Future<Saved> save(
        String consumer,
        Map<Integer, Long> epochs,
        Map<Integer, Long> cursors,
        Map<Lane, Progress> lanes,
        Collection<Ending> endings);
  }

  /** {@code lost} is run once if another owner has taken the consumer over. */
  public LaneWriter(
      String consumer,
      LaneStore store,
      Backlog backlog,
      Scheduler scheduler,
      InstantSource clock,
      Runnable lost) {
    this(consumer, store::save, backlog, scheduler, clock, lost);
  }

  LaneWriter(
      String consumer,
      Saves store,
      Backlog backlog,
      Scheduler scheduler,
      InstantSource clock,
      Runnable lost) {
    this.consumer = consumer;
    this.store = store;
    this.backlog = backlog;
    this.scheduler = scheduler;
    this.clock = clock;
    this.lost = lost;
    this.epochs = backlog.epochs();
    this.lastNanos = scheduler.nanoTime();
  }

  /** Asks for the end of a lane that has nothing to do; {@link Backlog#tryEnd} was called. */
  public void end(Lane lane) {
    endings.add(lane);
  }

  /** Writes what is due. */
  public void tick() {
    long sinceNanos = scheduler.nanoTime() - lastNanos;
    boolean lanesDue = sinceNanos >= LANES_NANOS && backlog.hasChangedLanes();
    if (!endings.isEmpty() || lanesDue || sinceNanos >= CURSORS_NANOS) {
      flush();
    }
  }

  /** Writes all that has changed, unless a write is under way. */
  public Future<Void> flush() {
    if (writing || closed) {
      return Future.succeededFuture();
    }
    Map<Lane, Progress> rows = new LinkedHashMap<>();
    Set<Lane> changed = backlog.takeChangedLanes();
    for (Lane lane : changed) {
      if (lane.isDirty() && !(lane.isEnding() && lane.isWritten())) {
        rows.put(lane, lane.progress());
      }
    }
    // A lane must have a row before a cursor passes its events, so the row comes first.
    List<Ending> ending =
        endings.stream()
            .filter(Lane::isWritten)
            .map(lane -> new Ending(lane, lane.endingAt()))
            .toList();
    endings.removeIf(Lane::isWritten);
    Map<Integer, Long> cursors = backlog.changedCursors();
    if (rows.isEmpty() && ending.isEmpty() && cursors.isEmpty()) {
      return Future.succeededFuture();
    }
    writing = true;
    lastNanos = scheduler.nanoTime();
    return store
        .save(consumer, epochs, cursors, rows, ending)
        .onComplete(
            saved -> written(saved, rows, ending, cursors),
            failure -> {
              writing = false;
              backlog.markChanged(changed);
              endings.addAll(ending.stream().map(Ending::lane).toList());
              Faults.report("writing the progress of a consumer", failure);
            })
        .mapEmpty();
  }

  private void written(
      Saved saved, Map<Lane, Progress> rows, List<Ending> ending, Map<Integer, Long> cursors) {
    writing = false;
    if (closed) {
      return;
    }
    if (!saved.owned()) {
      close();
      lost.run();
      return;
    }
    rows.forEach(Lane::wasWritten);
    backlog.cursorsWritten(cursors);
    for (Ending end : ending) {
      boolean ended = saved.ended().contains(end.lane().shipmentId());
      backlog.ended(end.lane(), ended, clock.instant().plusMillis(ASK_AGAIN_MILLIS));
    }
  }

  /** Whether this owner is still the consumer's; ends it if not. Asks PostgreSQL. */
  public Future<Boolean> isOwner() {
    return store
        .save(consumer, epochs, Map.of(), Map.of(), List.of())
        .map(
            saved -> {
              if (!saved.owned() && !closed) {
                close();
                lost.run();
              }
              return saved.owned();
            });
  }

  /** Writes nothing more. */
  public void close() {
    closed = true;
  }
}

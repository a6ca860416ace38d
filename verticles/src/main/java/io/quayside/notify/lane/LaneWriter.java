package io.quayside.notify.lane;

import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Ending;
import io.quayside.notify.lane.LaneStore.Saved;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
  private final List<Lane> endings = new ArrayList<>();
  private Map<Integer, Long> epochs;
  private long lastNanos;
  private @Nullable Future<Void> writing;
  private boolean closed;

  /** Whether it writes nothing until the consumer is taken over again. */
  private boolean held;

  /** Where progress is written; see {@link LaneStore#save}. */
  interface Saves {
    Future<Saved> save(
        String consumer,
        Map<Integer, Long> epochs,
        Map<Integer, Long> cursors,
        Map<Lane, Progress> lanes,
        Collection<Ending> endings);
  }

  /**
   * {@code lost} is run when a write is refused, for another has taken the consumer over or changed
   * its rows; nothing more is written until {@link #takenOver}.
   */
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
    if (writing != null || closed || held) {
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
    lastNanos = scheduler.nanoTime();
    Promise<Void> done = Promise.promise();
    writing = done.future();
    store
        .save(consumer, epochs, cursors, rows, ending)
        .onComplete(
            saved -> {
              writing = null;
              if (saved.owned()) {
                written(saved, rows, ending, cursors);
              } else {
                notWritten(changed, ending);
                refused();
              }
              done.complete();
            },
            failure -> {
              writing = null;
              notWritten(changed, ending);
              Faults.report("writing the progress of a consumer", failure);
              done.fail(failure);
            });
    return done.future();
  }

  private void notWritten(Set<Lane> changed, List<Ending> ending) {
    backlog.markChanged(changed);
    endings.addAll(ending.stream().map(Ending::lane).toList());
  }

  private void refused() {
    if (!closed && !held) {
      held = true;
      lost.run();
    }
  }

  /** Writes nothing more until {@link #takenOver}; completes when no write is under way. */
  public Future<Void> hold() {
    held = true;
    return idle();
  }

  private Future<Void> idle() {
    return writing == null ? Future.succeededFuture() : writing.otherwiseEmpty();
  }

  /** The backlog was taken over again: writes go on with its epochs. */
  public void takenOver() {
    epochs = backlog.epochs();
    endings.removeIf(lane -> !lane.isEnding());
    held = false;
    flush();
  }

  /** As {@link #flush}, behind the write that is under way. */
  public Future<Void> flushAll() {
    return idle().compose(v -> flush());
  }

  private void written(
      Saved saved, Map<Lane, Progress> rows, List<Ending> ending, Map<Integer, Long> cursors) {
    if (closed) {
      return;
    }
    rows.forEach(Lane::wasWritten);
    backlog.cursorsWritten(cursors);
    for (Ending end : ending) {
      boolean ended = saved.ended().contains(end.lane().shipmentId());
      backlog.ended(end.lane(), ended, clock.instant().plusMillis(ASK_AGAIN_MILLIS));
    }
  }

  /** Whether this owner is still the consumer's in a shard. Asks PostgreSQL. */
  public Future<Boolean> isOwner(int shard) {
    Map<Integer, Long> epoch = Map.of(shard, Objects.requireNonNull(epochs.get(shard)));
    return store
        .save(consumer, epoch, Map.of(), Map.of(), List.of())
        .map(
            saved -> {
              if (!saved.owned()) {
                refused();
              }
              return saved.owned();
            });
  }

  /** Writes nothing more. */
  public void close() {
    closed = true;
  }
}

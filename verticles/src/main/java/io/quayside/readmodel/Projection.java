package io.quayside.readmodel;

import io.quayside.common.metrics.ConsumerErrors;
import io.quayside.common.metrics.Metrics;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one shard's confirmed records into the read models, in order. The next batch collects
 * records while a transaction is under way. A failed batch is repeated until it is written; the
 * backlog is bounded, see {@link #full}.
 *
 * <p>Confined to the shard's context.
 */
public final class Projection {
  private static final Logger LOG = LoggerFactory.getLogger(Projection.class);

  private static final String CLOSED = "the projection is closed";

  private final BatchSink sink;
  private final Contexts contexts;
  private final int shard;
  private final ProjectionLimits limits;
  private final Metrics metrics;
  private final RefusedBatches refusedBatches;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private final ProjectionWaiters waiters = new ProjectionWaiters();
  private final WritePace pace;
  private int backlog;
  private long recordsAdded;
  private ProjectionState state = ProjectionState.IDLE;

  /** The number of the scheduled write: the timer of an earlier one has no effect. */
  private int turn;

  /** Completes when no write is under way; null while writes are not held. */
  private @Nullable Promise<Void> held;

  private long eventsAdded;

  /** How far the log of positions was read. */
  public final ReadPlace positions;

  private volatile long eventsProjected;
  private volatile long positionsProjected;
  private volatile long oldestNanos;

  /** The backlog for other threads. Set lazily, since every record changes it. */
  private final AtomicInteger lagRecords = new AtomicInteger();

  /** A projection that continues at a checkpoint. */
  public Projection(
      Vertx vertx,
      Pool pool,
      ShardGenerations generations,
      Contexts contexts,
      Checkpoint checkpoint,
      ProjectionLimits limits,
      RefusedRows refusedRows,
      Metrics metrics) {
    this(
        new PostgresSink(vertx, pool, checkpoint.shard(), generations::written),
        contexts,
        checkpoint,
        limits,
        refusedRows,
        metrics);
  }

  Projection(
      BatchSink sink,
      Contexts contexts,
      Checkpoint checkpoint,
      ProjectionLimits limits,
      RefusedRows refusedRows,
      Metrics metrics) {
    this.sink = sink;
    this.refusedBatches = new RefusedBatches(sink, refusedRows);
    this.contexts = contexts;
    this.shard = checkpoint.shard();
    this.limits = limits;
    this.pace = new WritePace(limits.paceMillis());
    this.metrics = metrics;
    this.eventsAdded = checkpoint.eventsNext();
    this.positions = new ReadPlace(checkpoint.positionsNext());
    this.eventsProjected = eventsAdded;
    this.positionsProjected = checkpoint.positionsNext();
  }

  /** {@code settled}: each event below that offset was added, or is a duplicate. */
  public void add(LogEntry<StoredEvent> entry, ShipmentStream after, long settled) {
    open().add(entry, after, settled);
    eventsAdded = settled;
    added();
  }

  /** Moves the checkpoint without a record: each event below that offset was added, or has none. */
  public void settle(long settled) {
    if (state != ProjectionState.CLOSED && settled > eventsAdded) {
      eventsAdded = settled;
      open().reached(settled, positions.settled());
      if (state == ProjectionState.IDLE) {
        schedule();
      }
    }
  }

  /**
   * Adds a decoded position. {@code newDevice}: the read models may not know yet that its device
   * reports for its shipment.
   */
  public void add(LogEntry<LoggedPosition> entry, boolean newDevice) {
    open().add(entry, newDevice, positions.readTo(entry.offset() + 1));
    added();
  }

  /** Whether the backlog is at its bound. */
  public boolean full() {
    return backlog >= limits.backlog();
  }

  /** Whether the backlog is at a tenth of its bound. */
  public boolean behind() {
    return backlog >= limits.backlog() / 10;
  }

  public long eventsProjected() {
    return eventsProjected;
  }

  public long positionsProjected() {
    return positionsProjected;
  }

  /** Records that are not written yet; readable from any thread. */
  public int lagRecords() {
    return lagRecords.get();
  }

  /** The age of the oldest record that is not written, in seconds; readable from any thread. */
  public double lagSeconds() {
    long oldest = oldestNanos;
    return oldest == 0 ? 0 : (System.nanoTime() - oldest) / 1e9;
  }

  /** Completes when everything added so far is written; fails when closed before. */
  public Future<Void> projected() {
    if (backlog == 0 || state == ProjectionState.CLOSED) {
      return backlog == 0 ? Future.succeededFuture() : Future.failedFuture(CLOSED);
    }
    Future<Void> projected = waiters.add(recordsAdded);
    hurry();
    return projected;
  }

  /**
   * Begins no further write until {@link #resume}; completes when the write under way has ended.
   */
  public Future<Void> hold() {
    Promise<Void> hold = Promise.promise();
    held = hold;
    switch (state) {
      case DUE, PAUSING -> {
        turn++;
        state = ProjectionState.IDLE;
        hold.complete();
      }
      case IDLE -> hold.complete();
      case WRITING, RETRYING -> {}
      case CLOSED -> hold.fail(CLOSED);
    }
    return hold.future();
  }

  /** Writes go on. */
  public void resume() {
    held = null;
    if (state == ProjectionState.IDLE && !batches.isEmpty()) {
      schedule();
    }
  }

  /** Stops after the transaction under way. The next owner projects what is not written. */
  public void close() {
    state = ProjectionState.CLOSED;
    refusedBatches.close();
    waiters.fail(CLOSED);
    if (held != null) {
      held.tryFail(CLOSED);
    }
  }

  /** The batch that the next record belongs to. */
  private Batch open() {
    Batch last = batches.peekLast();
    boolean isBeingWritten =
        batches.size() == 1
            && (state == ProjectionState.WRITING || state == ProjectionState.RETRYING);
    if (last == null || last.size() >= limits.batch() || isBeingWritten) {
      last = new Batch(contexts, eventsAdded, positions.settled());
      batches.add(last);
    }
    return last;
  }

  private void added() {
    backlog++;
    recordsAdded++;
    lagRecords.lazySet(backlog);
    if (oldestNanos == 0) {
      oldestNanos = System.nanoTime();
    }
    if (state == ProjectionState.IDLE) {
      schedule();
    } else if (enough()) {
      hurry();
    }
  }

  /** Schedules the write of the next batch, unless writes are held. */
  private void schedule() {
    if (held != null) {
      held.tryComplete();
      return;
    }
    int scheduledTurn = ++turn;
    long pauseMillis = enough() || !waiters.isEmpty() ? 0 : pace.pauseMillis();
    if (pauseMillis > 0) {
      state = ProjectionState.PAUSING;
      sink.later(pauseMillis, () -> write(scheduledTurn));
    } else {
      // At the end of the event loop's turn, so that the batch has all records of the turn.
      state = ProjectionState.DUE;
      sink.soon(() -> write(scheduledTurn));
    }
  }

  /** Runs the scheduled write without its pause. */
  private void hurry() {
    if (state == ProjectionState.PAUSING) {
      schedule();
    }
  }

  /** Whether the next batch is large enough to be written without a pause. */
  private boolean enough() {
    Batch next = batches.peek();
    return next != null
        && (next.positions().size() >= limits.enough() || next.size() >= limits.batch());
  }

  private void write(int scheduledTurn) {
    if (scheduledTurn == turn
        && (state == ProjectionState.DUE || state == ProjectionState.PAUSING)) {
      state = ProjectionState.WRITING;
      write();
    }
  }

  private void write() {
    Batch batch = batches.peek();
    long start = System.nanoTime();
    pace.begins(start, batch.size());
    sink.write(refusedBatches.writable(batch))
        .onComplete(
            done -> {
              metrics.projectionBatch(start);
              batch.trace(metrics.traces(), shard, start);
              written(batch);
            },
            failure -> {
              metrics.consumerErrors.count(ConsumerErrors.PROJECTION);
              if (state == ProjectionState.CLOSED || sink.refusal(failure) == null) {
                retry(failure);
              } else {
                LOG.warn("a batch is refused: shard={} cause={}", shard, failure.toString());
                refusedBatches.isolate(batch).onComplete(done -> written(batch), this::retry);
              }
            });
  }

  /** Events of a shipment are written again. */
  public void release(String shipmentId) {
    refusedBatches.release(shipmentId);
  }

  private void written(Batch batch) {
    if (state == ProjectionState.CLOSED) {
      return;
    }
    if (state == ProjectionState.RETRYING) {
      LOG.info("projection goes on: shard={}", shard);
    }
    batches.remove(batch);
    state = ProjectionState.IDLE;
    backlog -= batch.size();
    lagRecords.lazySet(backlog);
    eventsProjected = Math.max(eventsProjected, batch.eventsNext());
    positionsProjected = Math.max(positionsProjected, batch.positionsNext());
    oldestNanos = batches.isEmpty() ? 0 : System.nanoTime() - batches.peek().ageNanos();
    waiters.written(recordsAdded - backlog);
    // A waiter may have added the next record, which schedules its write, or closed the projection.
    if (state == ProjectionState.IDLE && (held != null || !batches.isEmpty())) {
      schedule();
    }
  }

  private void retry(Throwable failure) {
    if (state == ProjectionState.CLOSED) {
      return;
    }
    if (state == ProjectionState.WRITING) {
      state = ProjectionState.RETRYING;
      LOG.warn("projection waits for PostgreSQL: shard={} cause={}", shard, failure.toString());
    }
    sink.later(
        limits.retryMillis(),
        () -> {
          if (state == ProjectionState.RETRYING) {
            write();
          }
        });
  }
}

package io.quayside.push.fleet;

import io.quayside.common.metrics.FleetMetrics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.Log.Chunk;
import io.quayside.push.fleet.Admission.Kind;
import io.quayside.readmodel.FleetHistory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** What the watches of a node share. May be used from any thread. */
public final class Fleet {
  /** Watches of a node that catch up at the same time. */
  private static final int CATCHING_UP = 8;

  private static final long READ_SECONDS = 15;
  private static final long END_SECONDS = 5;
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private final int shards;
  private final FleetFeed feed;
  private final FleetHistory history;
  private final Contexts contexts;
  private final Supplier<Future<Uuid>> log;
  private final Limits limits;
  private final FleetMetrics metrics;
  private final List<ShardLog> logs = new ArrayList<>();
  private final AtomicInteger watches = new AtomicInteger();

  /** Those that catch up, and those that wait for it. */
  private int catchingUp;

  private final ArrayDeque<Promise<Void>> waiting = new ArrayDeque<>();

  /**
   * The bounds of a node.
   *
   * @param watches at the same time
   * @param behind records of the log that a watch may be behind to catch up
   */
  public record Limits(int watches, long behind) {
    public static final Limits DEFAULT = new Limits(1_000, 1_000_000);
  }

  /**
   * The watches of a node of a cluster with so many shards.
   *
   * @param log the identity of the log
   * @param logs by shard, the log of its events, read by nobody else
   */
  public Fleet(
      int shards,
      FleetFeed feed,
      FleetHistory history,
      Contexts contexts,
      Supplier<Future<Uuid>> log,
      IntFunction<Log> logs,
      Limits limits,
      FleetMetrics metrics) {
    this.shards = shards;
    this.feed = feed;
    this.history = history;
    this.contexts = contexts;
    this.log = log;
    this.limits = limits;
    this.metrics = metrics;
    for (int shard = 0; shard < shards; shard++) {
      this.logs.add(new ShardLog(logs.apply(shard)));
    }
  }

  /** The events of one shard; one read at a time. */
  private static final class ShardLog {
    private final Log log;
    private Future<Chunk> last = Future.succeededFuture();

    ShardLog(Log log) {
      this.log = log;
    }

    synchronized Future<Chunk> read(long from, long to) {
      last = last.transform(done -> log.read(from, to));
      return last;
    }
  }

  /** The number of shards. */
  public int shards() {
    return shards;
  }

  public FleetFeed feed() {
    return feed;
  }

  public FleetMetrics metrics() {
    return metrics;
  }

  FleetHistory history() {
    return history;
  }

  Contexts contexts() {
    return contexts;
  }

  /** The identity of the log. */
  public Future<Uuid> log() {
    return log.get();
  }

  /** How a watch begins that resumes after the text of a cursor, or after nothing. */
  Future<Admission> admit(@Nullable String after) {
    return log.get()
        .compose(
            id -> {
              if (after == null) {
                return Future.succeededFuture(new Admission(Kind.NOW, id, null));
              }
              FleetCursor cursor = FleetCursor.parse(after, id, shards);
              return cursor == null
                  ? Future.succeededFuture(new Admission(Kind.REFUSED, id, null))
                  : ends().map(ends -> new Admission(kind(cursor, ends), id, cursor));
            });
  }

  private Kind kind(FleetCursor cursor, long[] ends) {
    if (cursor.isBeyond(ends)) {
      return Kind.REFUSED;
    }
    return cursor.behind(ends) <= limits.behind ? Kind.CATCHES_UP : Kind.TOO_FAR_BEHIND;
  }

  /** Takes the place of a watch; false if all are taken. */
  public boolean take() {
    if (watches.incrementAndGet() > limits.watches) {
      watches.decrementAndGet();
      return false;
    }
    metrics.watches(1);
    return true;
  }

  /** Gives a place back that was taken. */
  public void giveBack() {
    watches.decrementAndGet();
    metrics.watches(-1);
  }

  /** The ends of the logs of all shards. */
  private Future<long[]> ends() {
    List<Future<Long>> ends = logs.stream().map(shard -> shard.log.end()).toList();
    return Future.all(ends)
        .timeout(END_SECONDS, TimeUnit.SECONDS)
        .map(all -> ends.stream().mapToLong(Future::result).toArray());
  }

  /**
   * Waits until the read models have all events that the logs have now, among them whatever was
   * acknowledged before; completes on the scheduler's event loop. After so long, or where the logs
   * do not tell their ends, it completes all the same.
   */
  public Future<Void> projected(Scheduler scheduler, long millis) {
    long deadlineNanos = scheduler.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    return on(scheduler, ends().timeout(millis, TimeUnit.MILLISECONDS))
        .compose(ends -> projected(ends, scheduler, deadlineNanos, FIRST_PAUSE_MILLIS))
        .otherwiseEmpty();
  }

  private Future<Void> projected(
      long[] ends, Scheduler scheduler, long deadlineNanos, long pauseMillis) {
    return history
        .checkpoints(ends.length)
        .compose(
            next -> {
              boolean reached =
                  IntStream.range(0, ends.length).allMatch(shard -> next[shard] >= ends[shard]);
              if (reached || scheduler.nanoTime() - deadlineNanos >= 0) {
                return Future.succeededFuture();
              }
              Promise<Void> later = Promise.promise();
              scheduler.schedule(pauseMillis, later::complete);
              long longer = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
              return later.future().compose(v -> projected(ends, scheduler, deadlineNanos, longer));
            });
  }

  /** Reads records of a shard; completes on the scheduler's event loop. */
  Future<Chunk> read(int shard, long from, long to, Scheduler scheduler) {
    return on(scheduler, logs.get(shard).read(from, to).timeout(READ_SECONDS, TimeUnit.SECONDS));
  }

  /** A future that completes on the scheduler's event loop. */
  static <T> Future<T> on(Scheduler scheduler, Future<T> future) {
    Promise<T> there = Promise.promise();
    future.onComplete(result -> scheduler.execute(() -> there.handle(result)));
    return there.future();
  }

  /** Completes when the caller may catch up; it calls {@link #caughtUp} in the end. */
  synchronized Future<Void> mayCatchUp() {
    Promise<Void> turn = Promise.promise();
    if (catchingUp < CATCHING_UP) {
      catchingUp++;
      metrics.catchingUp(1);
      turn.complete();
    } else {
      waiting.add(turn);
    }
    return turn.future();
  }

  /** A turn has ended, or its caller does not want it any more. */
  void caughtUp(Future<Void> turn) {
    Promise<Void> next;
    synchronized (this) {
      if (waiting.removeIf(one -> one.future() == turn)) {
        return;
      }
      next = waiting.poll();
      if (next == null) {
        catchingUp--;
        metrics.catchingUp(-1);
      }
    }
    if (next != null) {
      next.complete();
    }
  }

  /** Ends the feed; the logs are closed by whoever has made them. */
  public Future<Void> close() {
    return feed.close();
  }
}

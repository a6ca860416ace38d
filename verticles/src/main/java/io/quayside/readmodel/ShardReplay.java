package io.quayside.readmodel;

import io.quayside.cluster.Shards;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.Log.Chunk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one shard of a generation up to the live projection: reads both topics from the
 * generation's own checkpoint, copies the positions that the topic has lost from the current
 * generation, and then, while the live projection is held for a moment, what the shard has read
 * meanwhile. From then on the live projection writes the generation too.
 *
 * <p>Confined to the shard's context.
 */
public final class ShardReplay {
  private static final Logger LOG = LoggerFactory.getLogger(ShardReplay.class);

  /** The live projection is held when the replay is at most so many records behind it. */
  private static final int MAX_CLOSE = 1_000;

  private static final long RETRY_MILLIS = 500;
  private static final int MAX_REFUSALS = 20;
  private static final int MAX_ERROR = 200;

  /** Classes of SQL states that pass: no connection, conflicts, resources, locks, shutdowns. */
  private static final List<String> PASSING = List.of("08", "40", "53", "55", "57");

  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;
  private final Setting setting;
  private final Live live;
  private final TopicReplay topics;
  private final PositionCopy copy;
  private final Promise<Void> followed = Promise.promise();

  /** Smaller at a slow pace, so that it is kept within seconds too. */
  private final int close;

  private String state = ShardProgress.REPLAYING;
  private boolean copied;
  private int refusals;
  private boolean closed;
  private long reportedNanos = System.nanoTime();
  private long recordsCopied;
  private long recordsReported;

  /**
   * What is replayed.
   *
   * @param pool connections without a generation
   * @param from the generation whose positions are copied
   * @param into the generation that is written
   * @param owner notes who replays, so that a former owner changes nothing
   */
  public record Setting(
      int shard,
      int shards,
      Pool pool,
      GenerationStore store,
      Contexts contexts,
      ReplayPace pace,
      Log events,
      Log positions,
      int from,
      Generation into,
      UUID owner) {}

  /** The shard's live side. */
  public interface Live {
    /** The first event offset that the shard has not read. */
    long eventsNext();

    /** The first position offset that the shard has not read. */
    long positionsNext();

    /** Whether the shard passes over the events of a shipment. */
    boolean isParked(String shipmentId);

    /** Holds the live projection; completes when none of its writes is under way. */
    Future<Void> hold();

    /** The live projection goes on. */
    void release();

    /** From the next batch on the live projection writes the generation too. */
    void follow(int generation);
  }

  public ShardReplay(Vertx vertx, Setting setting, Checkpoint from, Live live) {
    this.vertx = vertx;
    this.setting = setting;
    this.live = live;
    this.close = Math.clamp(setting.into.perSecond() / 20, 1, MAX_CLOSE);
    this.topics = new TopicReplay(vertx, setting, from, () -> closed, this::report);
    this.copy =
        new PositionCopy(
            setting.pool,
            setting.from,
            setting.into.number(),
            shipmentId -> Shards.of(shipmentId, setting.shards) == setting.shard);
  }

  /** The generation that is written. */
  public int generation() {
    return setting.into.number();
  }

  /**
   * Completes when the live projection writes the generation; fails when it cannot, or was closed.
   */
  public Future<Void> run() {
    step();
    return followed.future();
  }

  /** Ends the replay after the step under way. */
  public void close() {
    closed = true;
    followed.tryFail("the replay was closed");
  }

  private void step() {
    if (closed) {
      return;
    }
    next()
        .onComplete(
            v -> {
              refusals = 0;
              if (!followed.future().isComplete()) {
                vertx.runOnContext(later -> step());
              }
            },
            this::failed);
  }

  private Future<Void> next() {
    if (topics.eventsNext() < live.eventsNext() - close) {
      return topics.events(live.eventsNext(), true);
    }
    if (topics.positionsNext() < live.positionsNext() - close) {
      return topics.positions(live.positionsNext(), true);
    }
    if (copied) {
      return join();
    }
    return state.equals(ShardProgress.COPYING) ? copySome() : startCopy();
  }

  /** What the topic has lost is copied; its first record is where that ends. */
  private Future<Void> startCopy() {
    return setting
        .positions
        .end()
        .compose(
            end ->
                end == 0
                    ? Future.succeededFuture(0L)
                    : setting.positions.read(0, end).map(ShardReplay::first))
        .map(
            first -> {
              if (first == 0) {
                copied = true;
              } else {
                state = ShardProgress.COPYING;
                copy.start(first);
              }
              return first;
            })
        .compose(first -> first == 0 ? Future.succeededFuture() : reportNow());
  }

  private static long first(Chunk chunk) {
    return chunk.records().isEmpty() ? chunk.next() : chunk.records().getFirst().offset();
  }

  private Future<Void> copySome() {
    return copy.next()
        .compose(
            rows -> {
              recordsCopied += rows;
              if (copy.ended()) {
                copied = true;
                state = ShardProgress.REPLAYING;
              }
              return report();
            });
  }

  /** Reads the rest while the live projection is held, and has it follow. */
  private Future<Void> join() {
    return live.hold()
        .compose(v -> topics.readTo(live.eventsNext(), live.positionsNext()))
        .compose(v -> topics.takeUp(live::isParked))
        .compose(
            v ->
                setting.store.report(
                    setting.into.number(),
                    setting.shard,
                    setting.owner,
                    ShardProgress.FOLLOWING,
                    topics.eventsNext(),
                    topics.positionsNext(),
                    0))
        .onSuccess(
            owned -> {
              if (owned && !closed) {
                live.follow(setting.into.number());
                followed.complete();
              } else {
                close();
              }
            })
        .<Void>mapEmpty()
        .onComplete(v -> live.release());
  }

  private Future<Void> report() {
    return System.nanoTime() - reportedNanos < REPORT_NANOS
        ? Future.succeededFuture()
        : reportNow();
  }

  private Future<Void> reportNow() {
    if (closed || followed.future().isComplete()) {
      return Future.succeededFuture();
    }
    long nanos = System.nanoTime() - reportedNanos;
    long records = topics.recordsWritten() + recordsCopied;
    long perSecond = (records - recordsReported) * TimeUnit.SECONDS.toNanos(1) / Math.max(1, nanos);
    reportedNanos = System.nanoTime();
    recordsReported = records;
    return setting
        .store
        .report(
            setting.into.number(),
            setting.shard,
            setting.owner,
            state,
            live.eventsNext(),
            live.positionsNext(),
            perSecond)
        .map(
            owned -> {
              if (!owned) {
                close();
              }
              return null;
            });
  }

  /** PostgreSQL away is waited for; what it refuses again and again ends the generation. */
  private void failed(Throwable failure) {
    if (closed) {
      return;
    }
    topics.forget();
    refusals += isRefusal(failure) ? 1 : 0;
    LOG.warn(
        "replay waits: shard={} generation={} cause={}",
        setting.shard,
        setting.into.number(),
        failure.toString());
    if (refusals < MAX_REFUSALS) {
      vertx.setTimer(RETRY_MILLIS, t -> step());
      return;
    }
    String error = "shard %d: %s".formatted(setting.shard, failure.getMessage());
    setting
        .store
        .fail(setting.into.number(), error.substring(0, Math.min(MAX_ERROR, error.length())))
        .onComplete(v -> close());
  }

  /** Whether the same again is likely to fail again: PostgreSQL is there, and has what it needs. */
  private static boolean isRefusal(Throwable failure) {
    return failure instanceof PgException refused
        ? PASSING.stream().noneMatch(String.valueOf(refused.getSqlState())::startsWith)
        : failure instanceof IllegalStateException;
  }
}

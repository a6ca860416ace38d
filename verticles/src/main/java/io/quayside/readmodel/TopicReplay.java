package io.quayside.readmodel;

import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.feed.Log.Chunk;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads both topics of one shard and writes them into one generation. */
final class TopicReplay {
  /** Records in one transaction: small ones leave PostgreSQL free for others in between. */
  private static final int MAX_BATCH = 500;

  /** Records that are decoded in one turn of the event loop, which has commands to answer too. */
  private static final int MAX_TURN = 50;

  private static final int SEEN_DEVICES = 10_000;

  private final Vertx vertx;
  private final ShardReplay.Setting setting;
  private final BooleanSupplier closed;
  private final Supplier<Future<Void>> afterEach;
  private final QueryPool current;
  private final ReplayedStreams streams;
  private final PostgresSink sink;
  private final RefusedBatches refused;
  private final Set<String> seenDevices = new LinkedHashSet<>();

  /** Smaller at a slow pace, so that it is kept within a second too. */
  private final int maxBatch;

  private long eventsNext;
  private long positionsNext;
  private long recordsWritten;

  /** {@code afterEach} runs after each transaction. */
  TopicReplay(
      Vertx vertx,
      ShardReplay.Setting setting,
      Checkpoint from,
      BooleanSupplier closed,
      Supplier<Future<Void>> afterEach) {
    this.vertx = vertx;
    this.setting = setting;
    this.closed = closed;
    this.afterEach = afterEach;
    this.eventsNext = from.eventsNext();
    this.positionsNext = from.positionsNext();
    this.maxBatch = Math.clamp(setting.into().perSecond() / 4, 1, MAX_BATCH);
    int into = setting.into().number();
    this.current = new QueryPool(new GenerationPool(setting.pool(), setting::from));
    this.streams =
        new ReplayedStreams(
            new QueryPool(new GenerationPool(setting.pool(), () -> into)), setting.contexts());
    this.sink = new PostgresSink(vertx, setting.pool(), setting.shard(), () -> List.of(into));
    this.refused =
        new RefusedBatches(
            sink,
            one -> {
              if (one instanceof Refused.OfEvent) {
                streams.park(one.shipmentId());
              }
              return Future.succeededFuture();
            });
  }

  /** The first event offset that is not written. */
  long eventsNext() {
    return eventsNext;
  }

  /** The first position offset that is not written. */
  long positionsNext() {
    return positionsNext;
  }

  long recordsWritten() {
    return recordsWritten;
  }

  /** Forgets what a batch that was not written has changed. */
  void forget() {
    streams.forget();
  }

  /** Reads the next events below an offset, and writes what they make. */
  Future<Void> events(long to, boolean paced) {
    return setting.events().read(eventsNext, to).compose(chunk -> events(chunk, 0, paced));
  }

  private Future<Void> events(Chunk chunk, int from, boolean paced) {
    List<LogRecord> some = some(chunk, from);
    Batch batch = new Batch(setting.contexts(), eventsNext, positionsNext);
    return pause(some.size(), paced)
        .compose(v -> streams.load(some))
        .compose(v -> inTurns(some, 0, records -> streams.apply(records, batch)))
        .compose(
            v -> {
              boolean last = from + some.size() == chunk.records().size();
              long next = last ? chunk.next() : some.getLast().offset() + 1;
              batch.reached(next, positionsNext);
              return write(batch, some.size())
                  .compose(
                      written -> {
                        eventsNext = next;
                        return last || closed.getAsBoolean()
                            ? Future.succeededFuture()
                            : events(chunk, from + some.size(), paced);
                      });
            });
  }

  /** Reads the next positions below an offset, and writes them. */
  Future<Void> positions(long to, boolean paced) {
    return setting.positions().read(positionsNext, to).compose(chunk -> positions(chunk, 0, paced));
  }

  private Future<Void> positions(Chunk chunk, int from, boolean paced) {
    List<LogRecord> some = some(chunk, from);
    Batch batch = new Batch(setting.contexts(), eventsNext, positionsNext);
    return pause(some.size(), paced)
        .compose(v -> inTurns(some, 0, records -> records.forEach(one -> addPosition(one, batch))))
        .compose(
            v -> {
              boolean last = from + some.size() == chunk.records().size();
              long next = last ? chunk.next() : some.getLast().offset() + 1;
              batch.reached(eventsNext, next);
              return write(batch, some.size())
                  .compose(
                      written -> {
                        positionsNext = next;
                        return last || closed.getAsBoolean()
                            ? Future.succeededFuture()
                            : positions(chunk, from + some.size(), paced);
                      });
            });
  }

  private List<LogRecord> some(Chunk chunk, int from) {
    List<LogRecord> all = chunk.records();
    return all.subList(from, Math.min(all.size(), from + maxBatch));
  }

  /** Hands the records on from an index on, a few in each turn of the event loop. */
  private Future<Void> inTurns(List<LogRecord> all, int from, Consumer<List<LogRecord>> take) {
    int to = Math.min(all.size(), from + MAX_TURN);
    take.accept(all.subList(from, to));
    if (to == all.size()) {
      return Future.succeededFuture();
    }
    Promise<Void> turn = Promise.promise();
    vertx.runOnContext(v -> turn.complete());
    return turn.future().compose(v -> inTurns(all, to, take));
  }

  private void addPosition(LogRecord record, Batch batch) {
    String key = record.key();
    byte[] value = record.value();
    if (key == null || value == null) {
      return;
    }
    LoggedPosition position = PositionCodec.projected(key, value);
    if (position == null) {
      return;
    }
    if (seenDevices.size() >= SEEN_DEVICES) {
      seenDevices.clear();
    }
    boolean newDevice = seenDevices.add(key + '/' + position.deviceId());
    batch.add(new LogEntry<>(record.offset(), key, value, position, record.caller()), newDevice);
  }

  private Future<Void> pause(int records, boolean paced) {
    long millis = paced ? setting.pace().reserve(records, setting.into().perSecond()) : 0;
    return millis <= 0 ? Future.succeededFuture() : vertx.timer(millis).mapEmpty();
  }

  private Future<Void> write(Batch batch, int records) {
    recordsWritten += records;
    return sink.write(refused.writable(batch))
        .<@Nullable Object>mapEmpty()
        .recover(
            failure ->
                sink.refusal(failure) == null
                    ? Future.failedFuture(failure)
                    : refused.isolate(batch).mapEmpty())
        .compose(written -> afterEach.get());
  }

  /** Reads both topics up to these offsets at once. */
  Future<Void> readTo(long events, long positions) {
    if (closed.getAsBoolean()) {
      return Future.failedFuture("closed");
    }
    if (eventsNext < events) {
      return events(events, false).compose(v -> readTo(events, positions));
    }
    if (positionsNext < positions) {
      return positions(positions, false).compose(v -> readTo(events, positions));
    }
    return Future.succeededFuture();
  }

  /** Shipments that this replay has parked may be taken up again in the current generation. */
  Future<Void> takeUp(Predicate<String> isParked) {
    return takeUp(isParked, List.copyOf(streams.parked()), 0);
  }

  private Future<Void> takeUp(Predicate<String> isParked, List<String> parked, int next) {
    if (next == parked.size()) {
      return Future.succeededFuture();
    }
    String shipmentId = parked.get(next);
    return isParked.test(shipmentId)
        ? takeUp(isParked, parked, next + 1)
        : streams
            .missing(shipmentId, current, new Batch(setting.contexts(), 0, 0))
            .compose(batch -> sink.write(batch.withoutOffsets()))
            .compose(v -> takeUp(isParked, parked, next + 1));
  }
}

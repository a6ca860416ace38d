package io.quayside.notify.lane;

import io.quayside.common.problem.Faults;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.Log.LogRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The events of all shards that are projected, read from Kafka behind the read models' checkpoints,
 * so that a receiver that asks back sees at least what it was sent. Records that do not count as
 * their version, and shipments without a row in the history, are passed over. The newest events of
 * each shard are kept, for most consumers ask for the same. Confined to one event loop.
 */
public final class EventSource {
  private static final int MAX_RECORDS = 500;
  private static final int KEPT_EVENTS = 1_000;

  private final IntFunction<Log> logs;
  private final History history;
  private final Map<Integer, ShardEvents> shards = new HashMap<>();
  private @Nullable Future<Void> looking;

  /** Events in the order of their offsets, and the offset of the next read. */
  public record Chunk(List<FeedEvent> events, long next) {}

  /** {@code logs}: by shard, the log of its events. */
  public EventSource(IntFunction<Log> logs, History history) {
    this.logs = logs;
    this.history = history;
  }

  /** Looks how far the shards are projected; a look that fails changes nothing. */
  public Future<Void> look() {
    return looking == null ? ask() : Future.succeededFuture();
  }

  /** As {@link #look}, but never with the answer of a look that has begun before. */
  public Future<Void> lookAfresh() {
    Future<Void> underWay = looking;
    return underWay == null ? ask() : underWay.transform(done -> lookAfresh());
  }

  private Future<Void> ask() {
    Promise<Void> asked = Promise.promise();
    looking = asked.future();
    history
        .projected()
        .onComplete(
            ends -> {
              looking = null;
              ends.forEach((shard, projected) -> of(shard).reached(projected));
              asked.complete();
            },
            failure -> {
              looking = null;
              asked.fail(failure);
            });
    return asked.future();
  }

  /** Up to where a shard's events can be read; 0 as long as that is not known. */
  public long end(int shard) {
    return of(shard).end;
  }

  /**
   * Changes when lanes were made that no consumer has made: whoever runs a consumer takes it over
   * again before it goes on. Never behind {@link #end}.
   */
  public long laneGenerations() {
    return shards.values().stream().mapToLong(shard -> shard.laneGeneration).sum();
  }

  /** As {@link #laneGenerations}, of one shard. */
  public long laneGeneration(int shard) {
    return of(shard).laneGeneration;
  }

  /** The end of a shard's log. */
  public Future<Long> logEnd(int shard) {
    return of(shard).log.end();
  }

  /** The id of the event at an offset of a shard's log, whether it counts or not; null: none. */
  public Future<@Nullable String> eventId(int shard, long offset) {
    return of(shard).eventId(offset);
  }

  /** Reads events from an offset on that is below the shard's end. */
  public Future<Chunk> read(int shard, long from) {
    return of(shard).read(from);
  }

  private ShardEvents of(int shard) {
    return shards.computeIfAbsent(shard, ShardEvents::new);
  }

  private final class ShardEvents {
    private final int shard;
    private final Log log;
    private long end;

    /** The events of [keptFrom, keptTo). */
    private final List<FeedEvent> kept = new ArrayList<>();

    private long laneGeneration;
    private long keptFrom;
    private long keptTo;
    private @Nullable Future<Void> reading;

    ShardEvents(int shard) {
      this.shard = shard;
      this.log = logs.apply(shard);
    }

    void reached(History.Projected projected) {
      if (projected.laneGeneration() != laneGeneration) {
        // Events that did not count when they were read may count now.
        laneGeneration = projected.laneGeneration();
        kept.clear();
        keptFrom = 0;
        keptTo = 0;
      }
      end = projected.end();
    }

    Future<Chunk> read(long from) {
      if (from >= end) {
        return Future.succeededFuture(new Chunk(List.of(), from));
      }
      if (from >= keptFrom && from < keptTo) {
        return Future.succeededFuture(
            new Chunk(kept.stream().filter(event -> event.offset() >= from).toList(), keptTo));
      }
      if (reading != null) {
        return reading.transform(done -> read(from));
      }
      Future<Chunk> chunk = readLog(from).onSuccess(read -> keep(from, read));
      reading =
          chunk
              .<Void>mapEmpty()
              .onComplete(
                  done -> reading = null,
                  failure -> {
                    reading = null;
                    Faults.report("reading events of a shard", failure);
                  });
      return chunk;
    }

    /** Reads again where an event may count by now that did not when it was looked up. */
    private Future<Chunk> readLog(long from) {
      long before = laneGeneration;
      return log.read(from, Math.min(end, from + MAX_RECORDS))
          .compose(read -> judge(read.records()).map(events -> new Chunk(events, read.next())))
          .compose(
              chunk -> laneGeneration == before ? Future.succeededFuture(chunk) : readLog(from));
    }

    Future<@Nullable String> eventId(long offset) {
      return log.read(offset, offset + 1)
          .map(
              chunk -> {
                for (LogRecord record : chunk.records()) {
                  StoredEvent stored = decoded(history.codec(), record);
                  if (record.offset() == offset && stored != null) {
                    return stored.id();
                  }
                }
                return null;
              });
    }

    private Future<List<FeedEvent>> judge(List<LogRecord> records) {
      List<FeedEvent> events = new ArrayList<>(records.size());
      EventCodec codec = history.codec();
      for (LogRecord record : records) {
        StoredEvent stored = decoded(codec, record);
        if (stored != null && record.value() != null) {
          events.add(new FeedEvent(shard, record.offset(), stored, record.value()));
        }
      }
      return events.isEmpty()
          ? Future.succeededFuture(events)
          : history
              .counting(events)
              .map(
                  counting -> {
                    List<FeedEvent> counted = new ArrayList<>(events.size());
                    for (int i = 0; i < counting.length; i++) {
                      if (counting[i]) {
                        counted.add(events.get(i));
                      }
                    }
                    return counted;
                  });
    }

    /** Null for a record that parks its shipment or that is nobody's. */
    private static @Nullable StoredEvent decoded(EventCodec codec, LogRecord record) {
      try {
        return record.key() == null || record.value() == null
            ? null
            : codec.decode(record.key(), record.value());
      } catch (UndecodableEventException undecodable) {
        return null;
      }
    }

    private void keep(long from, Chunk chunk) {
      boolean follows = from == keptTo && kept.size() + chunk.events.size() <= KEPT_EVENTS;
      if (!follows) {
        if (chunk.next <= keptTo) {
          // A consumer that is far behind does not displace the newest events.
          return;
        }
        kept.clear();
        keptFrom = from;
      }
      kept.addAll(chunk.events);
      keptTo = chunk.next;
    }
  }
}

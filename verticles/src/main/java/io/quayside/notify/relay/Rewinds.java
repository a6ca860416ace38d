package io.quayside.notify.relay;

import io.quayside.notify.lane.EventSource;
import io.quayside.notify.lane.FeedEvent;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the places in the log that a rewind to a time leads to. Confined to one event loop. */
public final class Rewinds {
  /** By how much a record's time in Kafka may differ from its event's. */
  private static final Duration CLOCKS_APART = Duration.ofSeconds(20);

  private final EventSource source;
  private final Places places;

  /** Places in the log by time. */
  @FunctionalInterface
  public interface Places {
    /** By shard, the offset of the first record at or after a time; the end if there is none. */
    Future<List<Long>> at(Instant time);
  }

  Rewinds(EventSource source, Places places) {
    this.source = source;
    this.places = places;
  }

  /** By shard, the offset of the first event recorded since a time; at most the cursor. */
  Future<Map<Integer, Long>> places(Map<Integer, Long> cursors, Instant since) {
    return places
        .at(since.minus(CLOCKS_APART))
        .compose(
            first -> {
              List<Future<Long>> found =
                  cursors.entrySet().stream()
                      .map(
                          one -> find(one.getKey(), first.get(one.getKey()), one.getValue(), since))
                      .toList();
              return Future.all(found)
                  .map(
                      all -> {
                        Map<Integer, Long> places = new TreeMap<>();
                        int next = 0;
                        for (int shard : cursors.keySet()) {
                          places.put(shard, all.resultAt(next));
                          next++;
                        }
                        return places;
                      });
            });
  }

  private Future<Long> find(int shard, long from, long cursor, Instant since) {
    if (from >= cursor) {
      return Future.succeededFuture(cursor);
    }
    return source
        .read(shard, from)
        .compose(
            chunk -> {
              for (FeedEvent event : chunk.events()) {
                if (!event.stored().recordedAt().isBefore(since)) {
                  return Future.succeededFuture(Math.min(event.offset(), cursor));
                }
              }
              return chunk.next() <= from
                  ? Future.succeededFuture(cursor)
                  : find(shard, chunk.next(), cursor, since);
            });
  }
}

package io.quayside.notify.lane;

import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.log.envelope.EventCodec;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The history of the read models, as consumers need it: events by version, which of a partition's
 * records count, and the streams before and after an event. Confined to one event loop.
 */
public final class History {
  private static final long SECONDS = 5;
  private static final int KEPT_STREAMS = 20_000;
  private static final int PAGE = 500;

  private static final String EVENTS =
      """
      select version, log_offset, value from events
      where shipment_id = $1 and version >= $2 order by version limit $3
      """;

  private static final String PROJECTED =
      """
      select c.shard, c.events_next, coalesce(g.number, 0) from checkpoints c
      left join lane_generations g on g.shard = c.shard
      """;

  private static final String PLACES =
      """
      select e.shipment_id, e.version, e.log_offset
      from unnest($1::text[], $2::int[]) as t (shipment_id, version)
      join events e using (shipment_id, version)
      """;

  private final Pool pool;
  private final Contexts contexts;
  private final EventCodec codec;

  /** Streams by shipment and version, those used last. */
  private final Map<StreamKey, ShipmentStream> streams =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamKey, ShipmentStream> eldest) {
          return size() > KEPT_STREAMS;
        }
      };

  private record StreamKey(String shipmentId, int version) {}

  /** A stream before and after one of its events. */
  public record Around(ShipmentStream before, ShipmentStream after) {}

  public History(Pool pool, Contexts contexts) {
    this.pool = pool;
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
  }

  EventCodec codec() {
    return codec;
  }

  /** How far a shard's events are projected, and how often lanes were made for its consumers. */
  record Projected(long end, long laneGeneration) {}

  /** By shard. */
  Future<Map<Integer, Projected>> projected() {
    return ask(PROJECTED, Tuple.tuple())
        .map(
            rows -> {
              Map<Integer, Projected> ends = HashMap.newHashMap(rows.size());
              rows.forEach(
                  row ->
                      ends.put(row.getInteger(0), new Projected(row.getLong(1), row.getLong(2))));
              return ends;
            });
  }

  /** Of these events, in the same order, whether each is the one that counts as its version. */
  Future<boolean[]> counting(List<FeedEvent> events) {
    String[] ids = events.stream().map(FeedEvent::shipmentId).toArray(String[]::new);
    Integer[] versions = events.stream().map(FeedEvent::version).toArray(Integer[]::new);
    return ask(PLACES, Tuple.tuple().addValue(ids).addValue(versions))
        .map(rows -> counting(events, rows));
  }

  private static boolean[] counting(List<FeedEvent> events, RowSet<Row> rows) {
    Map<String, Long> places = HashMap.newHashMap(rows.size());
    for (Row row : rows) {
      // Rows of nodes from before there were offsets have none: they count.
      Long offset = row.getLong(2);
      places.put(row.getString(0) + '/' + row.getInteger(1), offset == null ? -1L : offset);
    }
    boolean[] counting = new boolean[events.size()];
    for (int i = 0; i < counting.length; i++) {
      FeedEvent event = events.get(i);
      Long place = places.get(event.stored().id());
      counting[i] = place != null && (place == event.offset() || place < 0);
    }
    return counting;
  }

  /** A shipment's events from a version on, oldest first. */
  public Future<List<FeedEvent>> events(int shard, String shipmentId, int from, int limit) {
    return ask(EVENTS, Tuple.of(shipmentId, from, limit))
        .map(
            rows -> {
              List<FeedEvent> events = new ArrayList<>(rows.size());
              for (Row row : rows) {
                byte[] value = row.getBuffer("value").getBytes();
                Long offset = row.getLong("log_offset");
                events.add(
                    new FeedEvent(shard, offset == null ? -1 : offset, codec.decode(value), value));
              }
              return events;
            });
  }

  /** The stream before and after an event of the history. */
  public Future<Around> around(FeedEvent event) {
    int version = event.version();
    ShipmentStream before =
        version == 1
            ? contexts.empty(event.shipmentId())
            : streams.get(new StreamKey(event.shipmentId(), version - 1));
    if (before != null) {
      return Future.succeededFuture(applied(before, event));
    }
    return replayed(contexts.empty(event.shipmentId()), event)
        .map(loaded -> applied(loaded, event));
  }

  private Around applied(ShipmentStream before, FeedEvent event) {
    ShipmentStream known = streams.get(new StreamKey(event.shipmentId(), event.version()));
    ShipmentStream after = known == null ? contexts.apply(before, event.stored()) : known;
    streams.put(new StreamKey(event.shipmentId(), event.version()), after);
    return new Around(before, after);
  }

  /** The stream before an event, from {@code stream} on. */
  private Future<ShipmentStream> replayed(ShipmentStream stream, FeedEvent until) {
    return events(until.shard(), until.shipmentId(), stream.version() + 1, PAGE)
        .compose(
            events -> {
              ShipmentStream next = stream;
              for (FeedEvent event : events) {
                if (event.version() == until.version()) {
                  break;
                }
                next = contexts.apply(next, event.stored());
              }
              if (next.version() == until.version() - 1) {
                return Future.succeededFuture(next);
              }
              return next.version() == stream.version()
                  ? Future.failedFuture("the history of a shipment ends before its event")
                  : replayed(next, until);
            });
  }

  /** The current version of a shipment and whether it is known; null if it is not. */
  public Future<@Nullable Integer> currentVersion(String shipmentId) {
    return ask("select version from shipments where shipment_id = $1", Tuple.of(shipmentId))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getInteger(0));
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}

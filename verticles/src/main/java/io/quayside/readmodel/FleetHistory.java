package io.quayside.readmodel;

import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentFacts;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * States and histories of many shipments at a time, with the places of their events in the log.
 * Futures fail as those of {@link ReadModels}.
 */
public final class FleetHistory {
  /** The offset of events of nodes that did not record it: before every other one. */
  private static final long UNKNOWN = -1;

  private static final int PAGE = 500;

  private static final String EVENTS =
      """
      select e.shipment_id, e.version, e.log_offset, e.value
      from unnest($1::text[], $2::bigint[]) with ordinality as t (id, upto, n)
      cross join lateral (
        select shipment_id, version, coalesce(log_offset, -1) as log_offset, value from events
        where shipment_id = t.id and version > case when t.n = 1 then $3 else 0 end
          and coalesce(log_offset, -1) >= $4 and coalesce(log_offset, -1) < t.upto
        order by version limit $5
      ) e
      order by t.n, e.version limit $5
      """;

  private static final String RANGES =
      """
      select shipment_id, min(version) filter (where coalesce(log_offset, -1) >= $2) as first,
        max(version) as last
      from events where shipment_id = any($1) and coalesce(log_offset, -1) < $3
      group by shipment_id
      """;

  private static final String LAST_BEFORE =
      """
      select t.id, coalesce((
        select max(version) from events
        where shipment_id = t.id and coalesce(log_offset, -1) < t.upto), 0) as version
      from unnest($1::text[], $2::bigint[]) as t (id, upto)
      """;

  private final QueryPool pool;
  private final StreamRows rows;

  /** An event of the history with its place in its shard's log. */
  public record PlacedEvent(String shipmentId, int version, long offset, byte[] value) {}

  /** The first version within a range of the log, 0 for none, and the last one below its end. */
  public record Range(int first, int last) {}

  public FleetHistory(GenerationPool pool, Contexts contexts) {
    this.pool = new QueryPool(pool);
    this.rows = new StreamRows(contexts);
  }

  /** Up to where each of so many shards is projected. */
  public Future<long[]> checkpoints(int shards) {
    return pool.ask("select shard, events_next from checkpoints", Tuple.tuple())
        .map(
            found -> {
              long[] next = new long[shards];
              found.forEach(row -> next[row.getInteger(0)] = row.getLong(1));
              return next;
            });
  }

  /** The versions of those shipments that are projected. */
  public Future<Map<String, Integer>> versions(Collection<String> shipmentIds) {
    return pool.ask(
            "select shipment_id, version from shipments where shipment_id = any($1)",
            Tuple.of(array(shipmentIds)))
        .map(found -> numbers(found, "shipment_id"));
  }

  /** What those shipments that are projected are by now. */
  public Future<Map<String, ShipmentFacts>> facts(Collection<String> shipmentIds) {
    return pool.ask(
            "select shipment_id, version, state from shipments where shipment_id = any($1)",
            Tuple.of(array(shipmentIds)))
        .map(
            found -> {
              Map<String, ShipmentFacts> facts = HashMap.newHashMap(found.size());
              for (Row row : found) {
                facts.put(row.getString("shipment_id"), ShipmentFacts.of(rows.state(row)));
              }
              return facts;
            });
  }

  /** By shipment, the version of its last event below an offset; 0 for none. */
  public Future<Map<String, Integer>> lastVersions(Map<String, Long> before) {
    return pool.ask(LAST_BEFORE, Tuple.of(array(before.keySet()), (Object) offsets(before)))
        .map(found -> numbers(found, "id"));
  }

  /** The versions of shipments with events below {@code to}; {@code from} begins the range. */
  public Future<Map<String, Range>> ranges(Collection<String> shipmentIds, long from, long to) {
    return pool.ask(RANGES, Tuple.of(array(shipmentIds), from, to))
        .map(
            found -> {
              Map<String, Range> ranges = HashMap.newHashMap(found.size());
              for (Row row : found) {
                Integer first = row.getInteger("first");
                ranges.put(
                    row.getString("shipment_id"),
                    new Range(first == null ? 0 : first, row.getInteger("last")));
              }
              return ranges;
            });
  }

  /**
   * Hands over the events of shipments, page by page, in the order of the map and then of versions.
   * The next page is read when {@code take} has completed.
   *
   * @param before by shipment, the offset below which its events are
   * @param from the first offset, or a negative number for the whole history
   */
  public Future<Void> pages(
      SequencedMap<String, Long> before,
      long from,
      Function<List<PlacedEvent>, Future<Void>> take) {
    return before.isEmpty() ? Future.succeededFuture() : pages(before, 0, from, take);
  }

  private Future<Void> pages(
      SequencedMap<String, Long> before,
      int after,
      long from,
      Function<List<PlacedEvent>, Future<Void>> take) {
    return events(before, after, from)
        .compose(
            page ->
                take.apply(page)
                    .compose(
                        taken -> {
                          if (page.size() < PAGE) {
                            return Future.succeededFuture();
                          }
                          PlacedEvent last = page.getLast();
                          return pages(rest(before, last.shipmentId()), last.version(), from, take);
                        }));
  }

  private static SequencedMap<String, Long> rest(SequencedMap<String, Long> all, String first) {
    SequencedMap<String, Long> rest = new LinkedHashMap<>();
    for (Map.Entry<String, Long> entry : all.entrySet()) {
      if (!rest.isEmpty() || entry.getKey().equals(first)) {
        rest.put(entry.getKey(), entry.getValue());
      }
    }
    return rest;
  }

  private Future<List<PlacedEvent>> events(Map<String, Long> before, int after, long from) {
    return pool.ask(
            EVENTS,
            Tuple.of(
                array(before.keySet()),
                (Object) offsets(before),
                after,
                Math.max(UNKNOWN, from),
                PAGE))
        .map(
            found -> {
              List<PlacedEvent> events = new ArrayList<>(found.size());
              for (Row row : found) {
                events.add(
                    new PlacedEvent(
                        row.getString("shipment_id"),
                        row.getInteger("version"),
                        row.getLong("log_offset"),
                        row.getBuffer("value").getBytes()));
              }
              return events;
            });
  }

  private static Map<String, Integer> numbers(RowSet<Row> found, String id) {
    Map<String, Integer> versions = HashMap.newHashMap(found.size());
    found.forEach(row -> versions.put(row.getString(id), row.getInteger("version")));
    return versions;
  }

  private static String[] array(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }

  private static Long[] offsets(Map<String, Long> before) {
    return before.values().toArray(Long[]::new);
  }
}

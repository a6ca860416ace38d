package io.quayside.notify.relay;

import io.quayside.notify.lane.LaneStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The states of relays in PostgreSQL, and what operators change of their cursors. */
final class RelayStore {
  private static final long SECONDS = 5;

  private static final String SAVE =
      """
      insert into relay_shards as r
        (relay, shard, node_id, state, cause_code, cause_detail, cause_since)
      select $1, $2::int, $3, $4, $5, $6, $7::timestamptz from consumer_cursors c
      where c.consumer = $8 and c.shard = $2 and c.epoch = $9
      on conflict (relay, shard) do update set
        node_id = excluded.node_id, state = excluded.state, cause_code = excluded.cause_code,
        cause_detail = excluded.cause_detail, cause_since = excluded.cause_since
      """;

  private static final String SHARDS =
      """
      select c.consumer, c.shard, c.next_offset, r.node_id, r.state, r.cause_code, r.cause_detail,
        r.cause_since,
        (select count(*) from consumer_lanes l where l.consumer = c.consumer
          and l.shard = c.shard and l.state = 'PARKED')::int as parked
      from consumer_cursors c
      left join relay_shards r on 'relay:' || r.relay = c.consumer and r.shard = c.shard
      where c.consumer = any($1) order by c.consumer, c.shard
      """;

  /** Cursors go back, never forward; lanes whose next event comes by the feed are removed. */
  private static final String REWIND =
      """
      with held as materialized (
        select c.shard, c.next_offset as before, least(c.next_offset, t.place) as place
        from consumer_cursors c
        join unnest($2::int[], $3::bigint[]) as t (shard, place) using (shard)
        where c.consumer = $1 order by c.shard for update of c
      ), moved as (
        update consumer_cursors c set
          replay_to = greatest(c.replay_to, c.next_offset), next_offset = held.place,
          epoch = c.epoch + 1
        from held
        where c.consumer = $1 and c.shard = held.shard and held.place < held.before
        returning c.shard, c.next_offset
      ), lanes as (
        delete from consumer_lanes l using moved
        where l.consumer = $1 and l.shard = moved.shard and l.state = 'RETRYING'
          and not exists (
            select from events e where e.shipment_id = l.shipment_id
              and e.version = l.next_version and coalesce(e.log_offset, -1) < moved.next_offset)
      )
      select shard, before, place from held order by shard
      """;

  private static final String RESUME =
      """
      with resumed as (
        update relay_shards set state = 'RETRYING' where relay = $1 and state = 'STOPPED'
        returning shard
      )
      update consumer_cursors c set epoch = c.epoch + 1 from resumed
      where c.consumer = $2 and c.shard = resumed.shard
      """;

  private final Pool pool;

  RelayStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * What is kept of a shard.
   *
   * @param status null: no owner has written one yet
   */
  record Kept(
      int shard, long cursor, @Nullable String nodeId, @Nullable RelayStatus status, int parked) {}

  /** Where a rewind has set a cursor. */
  record Moved(int shard, long from, long to) {}

  /** Writes the state of a shard if the writer's epoch is current; false if it is not. */
  Future<Boolean> save(String relay, int shard, String nodeId, RelayStatus status, long epoch) {
    RelayStatus.Cause cause = status.cause();
    Tuple row =
        Tuple.of(relay, shard, nodeId, status.state().name())
            .addString(cause == null ? null : cause.code())
            .addString(cause == null ? null : cause.detail())
            .addValue(cause == null ? null : LaneStore.utc(cause.since()))
            .addString(RelaySettings.consumerOf(relay))
            .addLong(epoch);
    return ask(SAVE, row).map(rows -> rows.rowCount() > 0);
  }

  /** By consumer, the shards that have cursors, in their order. */
  Future<Map<String, List<Kept>>> shards(List<String> consumers) {
    return ask(SHARDS, Tuple.of(consumers.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, List<Kept>> shards = new TreeMap<>();
              for (Row row : rows) {
                shards
                    .computeIfAbsent(row.getString("consumer"), name -> new ArrayList<>())
                    .add(
                        new Kept(
                            row.getInteger("shard"),
                            row.getLong("next_offset"),
                            row.getString("node_id"),
                            status(row),
                            row.getInteger("parked")));
              }
              return shards;
            });
  }

  private static @Nullable RelayStatus status(Row row) {
    String state = row.getString("state");
    String code = row.getString("cause_code");
    Instant since = LaneStore.instant(row, "cause_since");
    if (state == null) {
      return null;
    }
    return new RelayStatus(
        RelayState.valueOf(state),
        code == null || since == null
            ? null
            : new RelayStatus.Cause(code, row.getString("cause_detail"), since));
  }

  /** Sets cursors back to these places, by shard, and raises the epochs of those that move. */
  Future<List<Moved>> rewind(String consumer, Map<Integer, Long> places) {
    Integer[] shards = places.keySet().toArray(Integer[]::new);
    Long[] offsets = places.values().toArray(Long[]::new);
    return ask(REWIND, Tuple.of(consumer, shards, offsets))
        .map(
            rows -> {
              List<Moved> moved = new ArrayList<>(rows.size());
              rows.forEach(
                  row -> moved.add(new Moved(row.getInteger(0), row.getLong(1), row.getLong(2))));
              return moved;
            });
  }

  /** Has the stopped shards of a relay taken over anew. */
  Future<Void> resume(String relay) {
    return ask(RESUME, Tuple.of(relay, RelaySettings.consumerOf(relay))).mapEmpty();
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}

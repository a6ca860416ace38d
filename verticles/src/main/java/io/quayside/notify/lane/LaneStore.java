package io.quayside.notify.lane;

import io.quayside.common.sql.Transactions;
import io.quayside.notify.lane.Lane.Progress;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cursors and lanes in PostgreSQL. Every write of an owner is fenced: it changes nothing unless all
 * cursors of its consumer have the epochs that the owner took them over with.
 */
public final class LaneStore {
  private static final long SECONDS = 5;

  private static final String TAKE_OVER =
      """
      insert into consumer_cursors as c (consumer, shard, next_offset, epoch)
      select $1, shard, start, 1 from unnest($2::int[], $3::bigint[]) as t (shard, start)
      order by shard
      on conflict (consumer, shard) do update set epoch = c.epoch + 1
      returning shard, next_offset, replay_to, epoch
      """;

  private static final String LANES =
      "select * from consumer_lanes where consumer = $1 and shard = any($2)";

  /**
   * A lane ends where the history, which must reach the consumer's place, has nothing from the
   * lane's next version on below that place.
   */
  private static final String SAVE =
      """
      with fence as materialized (
        select c.shard from consumer_cursors c
        join unnest($2::int[], $3::bigint[]) as t (shard, epoch) using (shard, epoch)
        where c.consumer = $1 order by c.shard for update of c
      ), owner as materialized (
        select from (select count(*) as held from fence) f where f.held = cardinality($2::int[])
      ), lanes as (
        insert into consumer_lanes as l (consumer, shipment_id, shard, next_version, state,
          attempts, first_failed_at, last_attempt_at, next_attempt_at, error, http_status,
          replay_to)
        select $1, t.* from unnest($6::text[], $7::int[], $8::int[], $9::text[], $10::int[],
          $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::int[],
          $16::int[]) as t, owner
        on conflict (consumer, shipment_id) do update set
          next_version = excluded.next_version, state = excluded.state,
          attempts = excluded.attempts, first_failed_at = excluded.first_failed_at,
          last_attempt_at = excluded.last_attempt_at, next_attempt_at = excluded.next_attempt_at,
          error = excluded.error, http_status = excluded.http_status,
          replay_to = excluded.replay_to
      ), ending as materialized (
        select t.shipment_id
        from unnest($17::text[], $18::int[], $19::int[], $20::bigint[])
          as t (shipment_id, shard, next_version, place)
        join checkpoints p on p.shard = t.shard and p.events_next >= t.place, owner
        where not exists (
          select from events e where e.shipment_id = t.shipment_id
            and e.version >= t.next_version and coalesce(e.log_offset, -1) < t.place)
      ), ended as (
        delete from consumer_lanes l using ending
        where l.consumer = $1 and l.shipment_id = ending.shipment_id
      ), cursors as (
        update consumer_cursors c set next_offset = t.next_offset
        from unnest($4::int[], $5::bigint[]) as t (shard, next_offset), owner
        where c.consumer = $1 and c.shard = t.shard
      )
      select exists (select from owner) as owned, array(select shipment_id from ending) as ended
      """;

  private final Pool pool;

  public LaneStore(Pool pool) {
    this.pool = pool;
  }

  /** A shard's cursor as its owner has taken it over. */
  public record Cursor(long next, long replayTo, long epoch) {}

  /** A lane whose end is asked for, at the consumer's place in its shard's feed. */
  record Ending(Lane lane, long place) {}

  /** What a write has found: whether the writer is the owner, and which lanes have ended. */
  record Saved(boolean owned, Set<String> ended) {}

  /**
   * A consumer as its owner has taken it over.
   *
   * @param cursors by shard
   * @param lanes as they were when the cursors were: a later change raises an epoch
   */
  public record TakenOver(Map<Integer, Cursor> cursors, List<Lane> lanes) {}

  /**
   * Takes a consumer over in all shards; {@code starts} has where missing cursors begin. Whatever
   * changes lanes locks their cursors first, so nothing comes between the cursors and the lanes.
   */
  public Future<TakenOver> takeOver(String consumer, List<Long> starts) {
    Integer[] shards = new Integer[starts.size()];
    Arrays.setAll(shards, shard -> shard);
    Tuple row = Tuple.of(consumer, shards, starts.toArray(Long[]::new));
    return Transactions.in(
            pool,
            connection ->
                cursors(connection, row)
                    .compose(
                        cursors ->
                            lanes(connection, consumer, shards)
                                .map(lanes -> new TakenOver(cursors, lanes))))
        .timeout(SECONDS, TimeUnit.SECONDS);
  }

  /** Takes a consumer over in some shards, each with the start of a missing cursor. */
  public Future<Map<Integer, Cursor>> takeOver(String consumer, Map<Integer, Long> starts) {
    Integer[] shards = starts.keySet().toArray(Integer[]::new);
    return cursors(pool, Tuple.of(consumer, shards, starts.values().toArray(Long[]::new)))
        .timeout(SECONDS, TimeUnit.SECONDS);
  }

  private static Future<Map<Integer, Cursor>> cursors(SqlClient connection, Tuple starts) {
    return connection
        .preparedQuery(TAKE_OVER)
        .execute(starts)
        .map(
            rows -> {
              Map<Integer, Cursor> cursors = HashMap.newHashMap(rows.size());
              for (Row row : rows) {
                cursors.put(
                    row.getInteger("shard"),
                    new Cursor(
                        row.getLong("next_offset"),
                        row.getLong("replay_to"),
                        row.getLong("epoch")));
              }
              return cursors;
            });
  }

  /** The lanes of a consumer in some shards. */
  public Future<List<Lane>> lanes(String consumer, Collection<Integer> shards) {
    return lanes(pool, consumer, shards.toArray(Integer[]::new)).timeout(SECONDS, TimeUnit.SECONDS);
  }

  private static Future<List<Lane>> lanes(SqlClient connection, String consumer, Integer[] shards) {
    return connection
        .preparedQuery(LANES)
        .execute(Tuple.of(consumer).addValue(shards))
        .map(
            rows -> {
              List<Lane> lanes = new ArrayList<>(rows.size());
              for (Row row : rows) {
                lanes.add(
                    Lane.ofRow(
                        row.getString("shipment_id"), row.getInteger("shard"), progress(row)));
              }
              return lanes;
            });
  }

  /** What a row of a lane holds. */
  public static Progress progress(Row row) {
    return new Progress(
        row.getInteger("next_version"),
        LaneState.valueOf(row.getString("state")),
        row.getInteger("attempts"),
        instant(row, "first_failed_at"),
        instant(row, "last_attempt_at"),
        instant(row, "next_attempt_at"),
        row.getString("error"),
        row.getInteger("http_status"),
        row.getInteger("replay_to"));
  }

  /** A time of a row, or null. */
  public static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  /** A time as a parameter. */
  public static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /**
   * Writes lanes, cursors and ends of lanes in one transaction.
   *
   * @param epochs by shard, those of all cursors of the consumer
   */
  Future<Saved> save(
      String consumer,
      Map<Integer, Long> epochs,
      Map<Integer, Long> cursors,
      Map<Lane, Progress> lanes,
      Collection<Ending> endings) {
    Tuple row =
        Tuple.of(
            consumer,
            epochs.keySet().toArray(Integer[]::new),
            epochs.values().toArray(Long[]::new),
            cursors.keySet().toArray(Integer[]::new),
            cursors.values().toArray(Long[]::new));
    addLanes(row, lanes);
    row.addValue(endings.stream().map(end -> end.lane.shipmentId()).toArray(String[]::new))
        .addValue(endings.stream().map(end -> end.lane.shard()).toArray(Integer[]::new))
        .addValue(
            endings.stream().map(end -> end.lane.progress().nextVersion()).toArray(Integer[]::new))
        .addValue(endings.stream().map(Ending::place).toArray(Long[]::new));
    return ask(SAVE, row)
        .map(
            rows -> {
              Row answer = rows.iterator().next();
              return new Saved(
                  answer.getBoolean("owned"), Set.of(answer.getArrayOfStrings("ended")));
            });
  }

  private static void addLanes(Tuple row, Map<Lane, Progress> lanes) {
    List<Lane> keys = List.copyOf(lanes.keySet());
    List<Progress> rows = keys.stream().map(lanes::get).toList();
    row.addValue(keys.stream().map(Lane::shipmentId).toArray(String[]::new))
        .addValue(keys.stream().map(Lane::shard).toArray(Integer[]::new))
        .addValue(rows.stream().map(Progress::nextVersion).toArray(Integer[]::new))
        .addValue(rows.stream().map(one -> one.state().name()).toArray(String[]::new))
        .addValue(rows.stream().map(Progress::attempts).toArray(Integer[]::new))
        .addValue(rows.stream().map(one -> utc(one.firstFailedAt())).toArray(OffsetDateTime[]::new))
        .addValue(rows.stream().map(one -> utc(one.lastAttemptAt())).toArray(OffsetDateTime[]::new))
        .addValue(rows.stream().map(one -> utc(one.nextAttemptAt())).toArray(OffsetDateTime[]::new))
        .addValue(rows.stream().map(Progress::error).toArray(String[]::new))
        .addValue(rows.stream().map(Progress::httpStatus).toArray(Integer[]::new))
        .addValue(rows.stream().map(Progress::replayTo).toArray(Integer[]::new));
  }

  /** The sum of a consumer's epochs: it changes when another owner or a replay raises one. */
  public Future<Map<String, Long>> epochs(Collection<String> consumers) {
    return ask(
            "select consumer, sum(epoch)::bigint from consumer_cursors where consumer = any($1)"
                + " group by consumer",
            Tuple.of(consumers.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Long> sums = HashMap.newHashMap(rows.size());
              rows.forEach(row -> sums.put(row.getString(0), row.getLong(1)));
              return sums;
            });
  }

  /** The epochs of a consumer's cursors, by shard. */
  public Future<Map<Integer, Long>> epochs(String consumer) {
    return ask("select shard, epoch from consumer_cursors where consumer = $1", Tuple.of(consumer))
        .map(
            rows -> {
              Map<Integer, Long> epochs = HashMap.newHashMap(rows.size());
              rows.forEach(row -> epochs.put(row.getInteger(0), row.getLong(1)));
              return epochs;
            });
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}

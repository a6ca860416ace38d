package io.quayside.readmodel;

import io.quayside.common.sql.Transactions;
import io.quayside.readmodel.Generation.State;
import io.quayside.readmodel.Generation.SwitchMode;
import io.quayside.readmodel.Generations.Known;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The generations in PostgreSQL: their rows, their tables, and how far their shards are. */
public final class GenerationStore {
  private static final long SECONDS = 5;
  private static final long TABLES_SECONDS = 60;
  private static final String UNIQUE_VIOLATION = "23505";

  private static final String ALL =
      """
      select generation, state, started_at, switched_at, error, per_second, switch_mode,
        (extract(epoch from now() - switched_at) * 1000)::bigint as millis_since_switch
      from generations order by generation desc
      """;

  private static final String START =
      """
      insert into generations (generation, state, started_at, per_second, switch_mode, protocol)
      select nextval('generation_numbers'), 'RUNNING', date_trunc('milliseconds', now()), $1::int,
        $2::text, $3::int
      where not exists (select from generations where state in ('RUNNING', 'READY'))
      returning generation
      """;

  /** A row of a generation that is dropped, or was switched to before, is not made. */
  private static final String OWN =
      """
      with live as materialized (
        select generation from generations
        where generation = $1 and state in ('RUNNING', 'READY', 'CURRENT') for update
      ), back as (
        update generations g set state = 'RUNNING' from live
        where g.generation = live.generation and g.state = 'READY' and $4 <> 'FOLLOWING'
      )
      insert into generation_shards as s (generation, shard, owner, state)
      select generation, $2::int, $3::uuid, $4::text from live
      on conflict (generation, shard) do update set owner = excluded.owner, state = excluded.state
      returning shard
      """;

  private static final String REPORT =
      """
      update generation_shards set state = $4, events_end = $5, positions_end = $6,
        records_per_second = $7
      where generation = $1 and shard = $2 and owner = $3
      returning shard
      """;

  private static final String READY =
      """
      update generations set state = 'READY' where generation = $1 and state = 'RUNNING'
        and $2::int = (select count(*) from generation_shards
          where generation = $1 and state = 'FOLLOWING')
      """;

  /** The rows of shards are locked, so that none begins to replay meanwhile. */
  private static final String SWITCH =
      """
      with one as materialized (
        select generation from generations where generation = $1 and state = 'READY' for update
      ), shards as materialized (
        select state from generation_shards s join one using (generation) for update of s
      ), whole as materialized (
        select from one where $2::int = (select count(*) from shards where state = 'FOLLOWING')
      ), former as (
        update generations set state = 'FORMER' from whole where state = 'CURRENT'
        returning generations.generation
      )
      select count(*) as switched from former
      """;

  private static final String FAIL =
      """
      update generations set state = 'FAILED', error = $2
      where generation = $1 and state in ('RUNNING', 'READY')
      """;

  private final Pool pool;

  public GenerationStore(Pool pool) {
    this.pool = pool;
  }

  Future<Known> known() {
    return ask(ALL, Tuple.tuple())
        .map(
            rows -> {
              List<Generation> all = new ArrayList<>(rows.size());
              long millisSinceSwitch = Long.MAX_VALUE;
              for (Row row : rows) {
                Generation one = generation(row);
                all.add(one);
                if (one.state() == State.CURRENT && one.switchedAt() != null) {
                  millisSinceSwitch = row.getLong("millis_since_switch");
                }
              }
              return Known.of(List.copyOf(all), millisSinceSwitch);
            });
  }

  private static Generation generation(Row row) {
    OffsetDateTime switchedAt = row.getOffsetDateTime("switched_at");
    return new Generation(
        row.getInteger("generation"),
        State.valueOf(row.getString("state")),
        row.getOffsetDateTime("started_at").toInstant(),
        switchedAt == null ? null : switchedAt.toInstant(),
        row.getString("error"),
        row.getInteger("per_second"),
        SwitchMode.valueOf(row.getString("switch_mode")));
  }

  /**
   * Makes the tables of a new generation like those of the current one; returns its number, or null
   * while another one is on its way.
   */
  Future<@Nullable Integer> start(int perSecond, SwitchMode mode, int protocol) {
    return Transactions.in(
            pool,
            connection ->
                connection
                    .preparedQuery(START)
                    .execute(Tuple.of(perSecond, mode.name(), protocol))
                    .compose(
                        rows ->
                            rows.size() == 0
                                ? Future.succeededFuture(null)
                                : makeTables(connection, number(rows))))
        .timeout(TABLES_SECONDS, TimeUnit.SECONDS)
        .recover(
            failure ->
                failure instanceof PgException refused
                        && UNIQUE_VIOLATION.equals(refused.getSqlState())
                    ? Future.succeededFuture(null)
                    : Future.failedFuture(failure));
  }

  private static int number(RowSet<Row> rows) {
    return rows.iterator().next().getInteger(0);
  }

  private static Future<@Nullable Integer> makeTables(SqlConnection connection, int generation) {
    return connection
        .query("select generation from generations where state = 'CURRENT'")
        .execute()
        .compose(
            rows -> connection.query(GenerationTables.make(number(rows), generation)).execute())
        .map(generation);
  }

  /**
   * Notes the owner of a shard, and whether it follows the generation or replays it, which is not
   * ready then; false if the generation is not written any more.
   */
  public Future<Boolean> own(int generation, int shard, UUID owner, boolean follows) {
    return ask(
            OWN,
            Tuple.of(
                generation,
                shard,
                owner,
                follows ? ShardProgress.FOLLOWING : ShardProgress.REPLAYING))
        .map(rows -> rows.size() > 0);
  }

  /** Notes how far a shard is; false if another owner was noted meanwhile. */
  Future<Boolean> report(
      int generation,
      int shard,
      UUID owner,
      String state,
      long eventsEnd,
      long positionsEnd,
      long perSecond) {
    return ask(
            REPORT,
            Tuple.tuple()
                .addInteger(generation)
                .addInteger(shard)
                .addUUID(owner)
                .addString(state)
                .addLong(eventsEnd)
                .addLong(positionsEnd)
                .addLong(perSecond))
        .map(rows -> rows.size() > 0);
  }

  /** Sets a generation ready if all of its shards are followed. */
  Future<Boolean> ready(int generation, int shards) {
    return ask(READY, Tuple.of(generation, shards)).map(rows -> rows.rowCount() > 0);
  }

  /** Makes a generation the current one; false unless it is ready. */
  Future<Boolean> switchTo(int generation, int shards) {
    return Transactions.in(
            pool,
            connection ->
                connection
                    .preparedQuery(SWITCH)
                    .execute(Tuple.of(generation, shards))
                    .compose(
                        rows ->
                            rows.iterator().next().getLong("switched") == 0
                                ? Future.succeededFuture(false)
                                : connection
                                    .preparedQuery(
                                        "update generations set state = 'CURRENT',"
                                            + " switched_at = date_trunc('milliseconds', now())"
                                            + " where generation = $1")
                                    .execute(Tuple.of(generation))
                                    .map(true)))
        .timeout(SECONDS, TimeUnit.SECONDS);
  }

  /** Ends a generation on its way; false if there is none of that number. */
  Future<Boolean> fail(int generation, String error) {
    return ask(FAIL, Tuple.of(generation, error)).map(rows -> rows.rowCount() > 0);
  }

  /** Removes a generation that is not current; false if there is none of that number. */
  Future<Boolean> drop(int generation) {
    return Transactions.in(
            pool,
            connection ->
                connection
                    .preparedQuery(
                        "delete from generations"
                            + " where generation = $1 and state in ('FORMER', 'FAILED')")
                    .execute(Tuple.of(generation))
                    .compose(
                        rows ->
                            rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : connection
                                    .query(GenerationTables.drop(generation))
                                    .execute()
                                    .map(true)))
        .timeout(TABLES_SECONDS, TimeUnit.SECONDS);
  }

  /** How far the shards of a generation are. */
  Future<List<ShardProgress>> shards(Generation generation, int shards) {
    String sql =
        """
        select shard, c.events_next, c.positions_next, s.state, s.events_end, s.positions_end,
          s.records_per_second
        from generate_series(0, $2::int - 1) as n (shard)
        left join %s.checkpoints c using (shard)
        left join (select * from generation_shards where generation = $1) s using (shard)
        order by shard
        """
            .formatted(Generation.schema(generation.number()));
    return ask(sql, Tuple.of(generation.number(), shards))
        .map(
            rows -> {
              List<ShardProgress> progress = new ArrayList<>(rows.size());
              rows.forEach(row -> progress.add(ShardProgress.of(generation, row)));
              return progress;
            });
  }

  /** A shard's checkpoints, by generation. */
  public Future<Map<Integer, Checkpoint>> checkpoints(int shard, Known known) {
    StringBuilder sql = new StringBuilder();
    for (Generation one : known.all()) {
      if (known.isWritten(one.number())) {
        sql.append(sql.isEmpty() ? "" : " union all ")
            .append("select ")
            .append(one.number())
            .append(" as generation, events_next, positions_next from ")
            .append(Generation.schema(one.number()))
            .append(".checkpoints where shard = $1");
      }
    }
    return ask(sql.toString(), Tuple.of(shard))
        .map(
            rows -> {
              Map<Integer, Checkpoint> checkpoints = new HashMap<>();
              rows.forEach(
                  row ->
                      checkpoints.put(
                          row.getInteger("generation"),
                          new Checkpoint(
                              shard, row.getLong("events_next"), row.getLong("positions_next"))));
              return checkpoints;
            });
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }

  /** Milliseconds since the last switch by the clock of PostgreSQL; null if there was none. */
  Future<@Nullable Long> millisSinceSwitch() {
    return ask(
            "select (extract(epoch from now() - switched_at) * 1000)::bigint as millis"
                + " from generations where state = 'CURRENT'",
            Tuple.tuple())
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getLong("millis"));
  }
}

package io.quayside.notify.letter;

import io.quayside.notify.letter.Job.Kind;
import io.quayside.notify.letter.Job.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Jobs in PostgreSQL. A running one whose row is older than 30 s has stopped: its node is gone. */
final class JobStore {
  private static final long SECONDS = 5;

  private static final String STOP_LOST =
      """
      update jobs set state = 'STOPPED'
      where state = 'RUNNING' and updated_at < now() - interval '30 seconds'
      """;

  private static final String START =
      """
      insert into jobs (job_id, tenant, caller, kind, state, matched, created_at, updated_at)
      values ($1, $2, $3, $4, 'RUNNING', $5, now(), now())
      on conflict do nothing
      """;

  private final Pool pool;

  JobStore(Pool pool) {
    this.pool = pool;
  }

  /** Starts a job; false if one of its tenant is running. */
  Future<Boolean> start(String jobId, String tenant, String caller, Kind kind, int matched) {
    return ask(STOP_LOST, Tuple.tuple())
        .compose(
            v ->
                ask("delete from jobs where updated_at < now() - interval '7 days'", Tuple.tuple()))
        .compose(v -> ask(START, Tuple.of(jobId, tenant, caller, kind.name(), matched)))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Writes how far a running job is; false if it was stopped meanwhile, and stays so. */
  Future<Boolean> update(String jobId, State state, int done, int refused) {
    return ask(
            "update jobs set state = $2, done = $3, refused = $4, updated_at = now()"
                + " where job_id = $1 and state = 'RUNNING'",
            Tuple.of(jobId, state.name(), done, refused))
        .map(rows -> rows.rowCount() == 1);
  }

  /** A job, or null. */
  Future<@Nullable Job> job(String jobId) {
    return ask(STOP_LOST, Tuple.tuple())
        .compose(v -> ask("select * from jobs where job_id = $1", Tuple.of(jobId)))
        .map(rows -> rows.size() == 0 ? null : job(rows.iterator().next()));
  }

  private static Job job(Row row) {
    return new Job(
        row.getString("job_id"),
        row.getString("tenant"),
        row.getString("caller"),
        Kind.valueOf(row.getString("kind")),
        State.valueOf(row.getString("state")),
        row.getInteger("matched"),
        row.getInteger("done"),
        row.getInteger("refused"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("updated_at").toInstant());
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}

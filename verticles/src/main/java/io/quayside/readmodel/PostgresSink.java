package io.quayside.readmodel;

import io.quayside.domain.View;
import io.quayside.domain.stream.ShipmentStream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one shard's batches to PostgreSQL. A batch is inserted as new rows; if PostgreSQL reports
 * a unique violation (another owner wrote the batch, or the answer to its transaction was lost),
 * only the missing rows are inserted.
 *
 * @param generations those that the next batch is written to, in one transaction
 */
record PostgresSink(Vertx vertx, Pool pool, int shard, Supplier<List<Integer>> generations)
    implements BatchSink {
  private static final long TRANSACTION_SECONDS = 10;
  private static final String UNIQUE_VIOLATION = "23505";

  /** The classes of SQLSTATE that refuse rows; all others mean that PostgreSQL is away. */
  private static final Set<String> REFUSALS = Set.of("21", "22", "23", "54");

  @Override
  public Future<?> write(Batch batch) {
    return write(batch, batch.repeating())
        .recover(
            failure ->
                !batch.repeating() && isUniqueViolation(failure)
                    ? write(batch, true)
                    : Future.failedFuture(failure));
  }

  @Override
  public @Nullable String refusal(Throwable failure) {
    return failure instanceof PgException refused
            && refused.getSqlState() != null
            && refused.getSqlState().length() == 5
            && REFUSALS.contains(refused.getSqlState().substring(0, 2))
        ? refused.getSqlState()
        : null;
  }

  private Future<RowSet<Row>> write(Batch batch, boolean missingOnly) {
    return write(pool, batch, missingOnly);
  }

  private static boolean isUniqueViolation(Throwable failure) {
    return failure instanceof PgException refused && UNIQUE_VIOLATION.equals(refused.getSqlState());
  }

  /** Writes a batch by a connection that may have a transaction. */
  Future<RowSet<Row>> write(SqlClient client, Batch batch, boolean missingOnly) {
    Map<View<?>, ViewRows> views = batch.views(shard);
    List<ShipmentStream> withoutSaga = batch.withoutSaga();
    BatchStatement statement =
        new BatchStatement(
            generations.get(), missingOnly, List.copyOf(views.keySet()), !withoutSaga.isEmpty());
    return client
        .preparedQuery(statement.sql())
        .execute(batch.parameters(shard, views.values(), withoutSaga))
        .timeout(TRANSACTION_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void soon(Runnable task) {
    vertx.runOnContext(v -> task.run());
  }

  @Override
  public void later(long millis, Runnable task) {
    vertx.setTimer(millis, t -> task.run());
  }
}

package io.quayside.readmodel;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.OnContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of queries. Every future fails with {@code temporarily-unavailable} where
 * PostgreSQL does not answer within {@link #SECONDS}; failures are logged, at most one a second.
 */
final class QueryPool {
  private static final Logger LOG = LoggerFactory.getLogger(QueryPool.class);
  private static final long SECONDS = 4;
  private static final long SAY_EVERY_NANOS = 1_000_000_000;

  private final GenerationPool pool;
  private final AtomicLong lastSaidNanos = new AtomicLong(System.nanoTime() - SAY_EVERY_NANOS);

  QueryPool(GenerationPool pool) {
    this.pool = pool;
  }

  Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    // A query by itself completes on the caller's context; the question behind it does not.
    Future<RowSet<Row>> rows =
        pool.isStale()
            ? OnContext.within(
                SECONDS, TimeUnit.SECONDS, pool.ask().compose(v -> execute(sql, parameters)))
            : execute(sql, parameters).timeout(SECONDS, TimeUnit.SECONDS);
    return rows.recover(
        failure -> {
          say(failure);
          return Future.failedFuture(
              new ProblemException(
                  new Problem(
                      ProblemCode.TEMPORARILY_UNAVAILABLE, "The read models do not answer")));
        });
  }

  private Future<RowSet<Row>> execute(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters);
  }

  /** Logs a failure at most once per second. */
  private void say(Throwable failure) {
    long now = System.nanoTime();
    long last = lastSaidNanos.get();
    if (now - last > SAY_EVERY_NANOS && lastSaidNanos.compareAndSet(last, now)) {
      LOG.warn("a query failed: cause={}", failure.toString());
    }
  }
}

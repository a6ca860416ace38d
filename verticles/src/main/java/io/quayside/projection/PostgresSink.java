package io.quayside.projection;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.concurrent.TimeUnit;

/** One shard's batches on their way to PostgreSQL. */
record PostgresSink(Vertx vertx, Pool pool, int shard) implements BatchSink {
  private static final long TRANSACTION_SECONDS = 10;

  @Override
  public Future<?> write(Batch batch) {
    return pool.preparedQuery(Batch.SQL)
        .execute(batch.parameters(shard))
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

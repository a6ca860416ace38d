package io.quayside.common.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of several statements. PostgreSQL ends one whose client sends nothing for 10 s: a
 * node that is suspended, or has lost its power, would keep the locks of its rows from the node
 * that takes over.
 */
public final class Transactions {
  private static final String BOUND = "set local idle_in_transaction_session_timeout = '10s'";

  private Transactions() {}

  /** Commits when the work succeeds, and rolls back when it fails. */
  public static <T extends @Nullable Object> Future<T> in(
      Pool pool, Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(
        connection -> connection.query(BOUND).execute().compose(v -> work.apply(connection)));
  }
}

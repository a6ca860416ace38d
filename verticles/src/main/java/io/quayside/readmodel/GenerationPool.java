package io.quayside.readmodel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool whose statements read the generation that is current when they are made. Statements on a
 * connection of its own, as in transactions, are sent as they are: they must not name tables of a
 * generation.
 */
public final class GenerationPool implements Pool {
  private final Pool pool;
  private final IntSupplier generation;
  private final @Nullable Generations generations;

  /** The generation that is current. */
  public GenerationPool(Pool pool, Generations generations) {
    this.pool = pool;
    this.generation = generations::current;
    this.generations = generations;
  }

  /** The generation that the caller says. */
  public GenerationPool(Pool pool, IntSupplier generation) {
    this.pool = pool;
    this.generation = generation;
    this.generations = null;
  }

  /**
   * Whether the node has not asked for the current generation for so long that it may read one that
   * stands still; {@link #ask} asks.
   */
  boolean isStale() {
    return generations != null && generations.isStale();
  }

  Future<?> ask() {
    return generations == null ? Future.succeededFuture() : generations.ask();
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return pool.query(TableNames.in(generation.getAsInt(), sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return pool.preparedQuery(TableNames.in(generation.getAsInt(), sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return pool.preparedQuery(TableNames.in(generation.getAsInt(), sql), options);
  }

  @Override
  public Future<SqlConnection> getConnection() {
    return pool.getConnection();
  }

  @Override
  public int size() {
    return pool.size();
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }
}

package io.quayside.consumer;

import java.sql.Connection;
import java.sql.SQLException;

/** The transaction that an event is handled in. It belongs to the consumer, which ends it. */
public interface Tx {
  /**
   * The connection. Its {@code commit}, {@code rollback}, {@code close}, {@code abort} and {@code
   * setAutoCommit} are refused with an {@link IllegalStateException}, and so are statements that
   * end the transaction, such as {@code commit}, and to unwrap a driver's own {@link Connection} or
   * {@link java.sql.Statement}. Save points are allowed.
   */
  Connection connection();

  /**
   * Runs a statement with its parameters and answers how many rows it changed. A statement that
   * ends the transaction is refused with an {@link IllegalStateException}.
   */
  int update(String sql, Object... parameters) throws SQLException;
}

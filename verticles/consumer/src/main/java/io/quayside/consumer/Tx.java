package io.quayside.consumer;

import java.sql.Connection;
import java.sql.SQLException;

/** The transaction that an event is handled in. It belongs to the consumer, which ends it. */
public interface Tx {
  /**
   * The connection. Its {@code commit}, {@code rollback}, {@code close}, {@code abort} and {@code
   * setAutoCommit} are refused with an {@link IllegalStateException}; save points are allowed.
   */
  Connection connection();

  /** Runs a statement with its parameters and answers how many rows it changed. */
  int update(String sql, Object... parameters) throws SQLException;
}

package io.quayside.consumer;

import java.sql.SQLException;

/**
 * Where a consumer keeps what it has seen: {@link JdbcStore} for services, {@link InMemoryStore}
 * for tests.
 */
public sealed interface Store permits JdbcStore, InMemoryStore {
  /** Makes the tables that are not there yet. */
  void createTables() throws SQLException;

  /** Begins a transaction; it is rolled back when it is closed without having been committed. */
  StoreTransaction begin() throws SQLException;
}

package io.quayside.gateway.tools;

import io.quayside.gateway.config.PostgresUri;
import io.quayside.log.kafka.ClientSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Where the log and the read models are.
 *
 * @param shards the number of partitions of a log that has to be made
 */
public record Stores(ClientSettings kafka, PostgresUri postgres, int shards) {
  private static final int CONNECTED_WITHIN_SECONDS = 10;

  /** Connects to the read models; fails with a {@link ToolException}. */
  Connection connect() {
    DriverManager.setLoginTimeout(CONNECTED_WITHIN_SECONDS);
    try {
      return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  /** Connects for reading one snapshot, which begins with the first statement. */
  Connection snapshot() {
    Connection connection = connect();
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return connection;
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  ToolException lost(SQLException e) {
    return ToolException.notReachable("PostgreSQL at " + postgres, e);
  }
}

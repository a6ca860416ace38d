package io.quayside.gateway.tools;

import io.quayside.gateway.config.PostgresUri;
import io.quayside.log.kafka.ClientSettings;
import io.quayside.readmodel.Generation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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
      Connection connection =
          DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
      readCurrentGeneration(connection);
      return connection;
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  /** Has statements that name no schema read the generation that gateways read. */
  private static void readCurrentGeneration(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select generation from generations where state = 'CURRENT'")) {
      int current = rows.next() ? rows.getInt(1) : 0;
      if (current != 0) {
        statement.execute("set search_path to " + Generation.schema(current) + ", public");
      }
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

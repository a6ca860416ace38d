package io.quayside.gateway.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Asks the PostgreSQL that listens on a port of this machine. */
public record Sql(int port) {
  /** The PostgreSQL of a gateway that stands alone. */
  public Sql(GatewayProcess gateway) {
    this(gateway.ports().postgres());
  }

  /** A connection of its own; who asks closes it. */
  public Connection connect() throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/quayside";
    return DriverManager.getConnection(url, "quayside", "");
  }

  /** The one number that a query selects. */
  public long number(String query) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Changes something, and tells how many rows. */
  public int execute(String change) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      return statement.executeUpdate(change);
    }
  }
}

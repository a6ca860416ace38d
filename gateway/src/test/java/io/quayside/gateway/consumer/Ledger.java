package io.quayside.gateway.consumer;

import io.quayside.consumer.QuaysideEvent;
import io.quayside.consumer.Tx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A table with a row for each time that an event was handled, in a schema of its own. */
record Ledger(Connections connections) {
  static Ledger create(int port, String schema) throws SQLException {
    var connections = new Connections(port, schema);
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema if not exists " + schema);
      statement.execute(
          "create table if not exists handled"
              + " (n bigint generated always as identity, shipment text, version int)");
    }
    return new Ledger(connections);
  }

  static void note(QuaysideEvent event, Tx tx) throws SQLException {
    tx.update(
        "insert into handled (shipment, version) values (?, ?)",
        event.shipmentId(),
        event.version());
  }

  long count() throws SQLException {
    return Long.parseLong(ask("select count(*) from handled").getFirst());
  }

  /** Events that were handled more than once. */
  List<String> repeated() throws SQLException {
    return ask(
        "select shipment || '/' || version from handled"
            + " group by shipment, version having count(*) > 1");
  }

  /** Shipments of which a later version was handled before an earlier one. */
  List<String> disordered() throws SQLException {
    return ask(
        "select distinct a.shipment from handled a join handled b"
            + " on a.shipment = b.shipment and a.n < b.n and a.version > b.version");
  }

  /** The versions of a shipment, in the order in which they were handled. */
  List<String> versions(String shipmentId) throws SQLException {
    return ask("select version from handled where shipment = '" + shipmentId + "' order by n");
  }

  /** The partitions with a cursor. */
  List<String> cursors() throws SQLException {
    return ask("select partition from quayside_cursor order by partition");
  }

  /** Runs a statement. */
  void run(String sql) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> ask(String sql) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      List<String> answers = new ArrayList<>();
      while (found.next()) {
        answers.add(found.getString(1));
      }
      return answers;
    }
  }
}

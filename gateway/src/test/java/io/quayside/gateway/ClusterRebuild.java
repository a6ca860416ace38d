package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Nodes;
import io.quayside.readmodel.Generation;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * A rebuild of the read models of a cluster, asked for at its first node. Locks in PostgreSQL hold
 * it in a phase for as long as a test needs it there; queries and the live projection go on.
 */
final class ClusterRebuild {
  private static final int SOME_ROUNDS = 20;
  private static final Duration WITHIN = Duration.ofMinutes(2);

  private final Nodes nodes;
  private final int former;
  private final int number;

  private ClusterRebuild(Nodes nodes, int former, int number) {
    this.nodes = nodes;
    this.former = former;
    this.number = number;
  }

  /**
   * Starts a rebuild of which no shard writes anything until {@code held} is rolled back.
   *
   * @param held a connection of the cluster's PostgreSQL with a transaction
   */
  static ClusterRebuild start(Nodes nodes, Connection held) throws SQLException {
    return start(nodes, held, held, List.of());
  }

  /**
   * As the other; positions of {@code copied} shipments cannot be copied either, until {@code
   * copying} is rolled back.
   */
  static ClusterRebuild start(Nodes nodes, Connection held, Connection copying, List<String> copied)
      throws SQLException {
    var client = nodes.first().client();
    int former = client.management("/rebuilds").expect(200).json().getInteger("current");
    try (var owners = transaction(nodes)) {
      // No shard can be owned before the tables are locked.
      execute(owners, "lock table generation_shards in exclusive mode");
      int number =
          client
              .management("POST", "/rebuilds", new JsonObject())
              .expect(202)
              .json()
              .getInteger("generation");
      var rebuild = new ClusterRebuild(nodes, former, number);
      execute(held, "lock table " + rebuild.schema() + ".shipments in exclusive mode");
      rebuild.holdCopies(copying, copied);
      owners.rollback();
      return rebuild;
    }
  }

  /** Shards move to a node that joins while they are replayed, and away from it at the switch. */
  static void overANodeThatComesAndGoes(Nodes nodes) throws SQLException {
    try (var load = new ReadBackLoad(nodes.first().client());
        var replaying = transaction(nodes)) {
      var rebuild = start(nodes, replaying);
      var joined = nodes.startOneMore();
      try {
        load.await(1);
        rebuild.expectState("RUNNING");
        replaying.rollback();
        rebuild.awaitState("READY");
        rebuild.expectSameRows();
        rebuild.switchOver();
        joined.kill9();
        load.await(SOME_ROUNDS);
      } finally {
        joined.closeAndForget();
      }
    }
  }

  /** A connection with a transaction, whose locks last until it is rolled back or closed. */
  static Connection transaction(Nodes nodes) throws SQLException {
    var connection = nodes.sql().connect();
    connection.setAutoCommit(false);
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String schema() {
    return Generation.schema(number);
  }

  private void holdCopies(Connection held, List<String> shipments) throws SQLException {
    // Who inserts the same row waits for this transaction to end.
    var sql =
        "insert into %s.devices select * from %s.devices where shipment_id = any(?)"
            .formatted(schema(), Generation.schema(former));
    try (var statement = held.prepareStatement(sql)) {
      statement.setArray(1, held.createArrayOf("text", shipments.toArray()));
      assertThat(statement.executeUpdate()).isEqualTo(shipments.size());
    }
  }

  void awaitState(String state) {
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () -> {
              var shown = show();
              assertThat(shown.getString("state")).as(shown.encode()).isEqualTo(state);
            });
  }

  /** Until so many shards copy positions. */
  void awaitCopies(int count) {
    await()
        .atMost(WITHIN)
        .until(
            () -> shards().stream().filter("COPYING"::equals).count(), copying -> copying >= count);
  }

  void expectState(String state) {
    assertThat(show().getString("state")).isEqualTo(state);
  }

  private JsonObject show() {
    return client().management("/rebuilds/" + number).expect(200).json();
  }

  private List<String> shards() {
    return show().getJsonArray("shards").stream()
        .map(shard -> ((JsonObject) shard).getString("state"))
        .toList();
  }

  private Client client() {
    return nodes.first().client();
  }

  /**
   * Both generations have the same rows, at one moment and beside whatever is written. The new one
   * may be ahead first, by what a shard has read and not projected.
   */
  void expectSameRows() {
    await().atMost(WITHIN).untilAsserted(this::compareRows);
  }

  private void compareRows() throws SQLException {
    try (var connection = transaction(nodes);
        var statement = connection.createStatement()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      for (var table : Generation.TABLES) {
        var here = "select * from " + Generation.schema(former) + "." + table;
        var there = "select * from " + schema() + "." + table;
        try (var rows =
            statement.executeQuery(
                "(%1$s except all %2$s) union all (%2$s except all %1$s)".formatted(here, there))) {
          assertThat(rows.next()).as("a difference in " + table).isFalse();
        }
      }
    }
  }

  void switchOver() {
    client().management("POST", "/rebuilds/" + number + "/switch", new JsonObject()).expect(200);
  }

  /** Drops what was current before; nobody can read it then. */
  void dropFormer() {
    client().management("DELETE", "/rebuilds/" + former, null).expect(204);
  }
}

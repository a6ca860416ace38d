package io.quayside.loadtest.bench;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The generations of a gateway's read models: over its management port, and their rows. */
final class Generations {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long READY_WITHIN_NANOS = TimeUnit.MINUTES.toNanos(20);
  private static final long QUIET_WITHIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final String PATH = "/rebuilds";

  /** Before that the first replays have told their rates, but not all. */
  private static final double ETA_FROM_SECONDS = 10;

  private final HttpTalk management;
  private final String jdbcUrl;

  Generations(Server gateway, String jdbcUrl) {
    management = new HttpTalk(Integer.parseInt(gateway.setting("QUAYSIDE_MANAGEMENT_PORT")));
    this.jdbcUrl = jdbcUrl;
  }

  /** The one that queries read. */
  int current() {
    return management.call("GET", PATH, null, 200).getInteger("current");
  }

  /** Starts to build a new one and returns its number. */
  int start(int perSecond) {
    var wanted = new JsonObject().put("perSecond", perSecond);
    return management.call("POST", PATH, wanted, 202).getInteger("generation");
  }

  void switchTo(int generation) {
    management.call("POST", PATH + "/" + generation + "/switch", new JsonObject(), 200);
  }

  void drop(int generation) {
    management.call("DELETE", PATH + "/" + generation, null, 204);
  }

  private JsonObject show(int generation) {
    return management.call("GET", PATH + "/" + generation, null, 200);
  }

  /** Records of a topic, {@code events} or {@code positions}, that a generation has. */
  long records(int generation, String topic) {
    return show(generation).getJsonArray("shards").stream()
        .map(JsonObject.class::cast)
        .mapToLong(shard -> shard.getJsonObject(topic).getLong("next"))
        .sum();
  }

  /**
   * How a generation was built.
   *
   * @param seconds from its start until it was ready
   * @param etaAtSeconds when its ETA was asked for, NaN if it was ready before
   * @param etaSeconds what it told then
   */
  record Built(double seconds, double etaAtSeconds, double etaSeconds) {
    boolean toldEta() {
      return !Double.isNaN(etaSeconds);
    }
  }

  /** A generation that is being built, and watched by a thread of its own. */
  record Building(CompletableFuture<Built> end) {
    boolean isOver() {
      return end.isDone();
    }

    /** Awaits that it is ready; fails if it never will be. */
    Built await() {
      try {
        return end.join();
      } catch (CompletionException e) {
        throw new IllegalStateException(e.getCause().getMessage(), e);
      }
    }
  }

  /** Watches a generation that was started at a moment until it is ready. */
  Building watch(int generation, long startNanos) {
    return new Building(
        CompletableFuture.supplyAsync(
            () -> awaitReady(generation, startNanos), Thread::startVirtualThread));
  }

  private Built awaitReady(int generation, long startNanos) {
    double etaAt = Double.NaN;
    double eta = Double.NaN;
    while (true) {
      var shown = show(generation);
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      switch (shown.getString("state")) {
        case "READY" -> {
          return new Built(seconds, etaAt, eta);
        }
        case "RUNNING" -> {
          if (Double.isNaN(eta) && seconds >= ETA_FROM_SECONDS && shown.containsKey("etaSeconds")) {
            etaAt = seconds;
            eta = shown.getLong("etaSeconds");
          }
        }
        default -> throw new IllegalStateException("the rebuild: " + shown.encode());
      }
      if (System.nanoTime() - startNanos > READY_WITHIN_NANOS) {
        throw new IllegalStateException("the rebuild is not ready: " + shown.encode());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** What PostgreSQL would do by itself some time later, beside what is measured then. */
  void vacuum() {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var table : tables(connection, current())) {
        statement.execute("vacuum (analyze) " + table);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Compares the rows of two generations, of which nothing is written any more, and returns how
   * many there are in each; fails where they differ. Of each table the number of rows is compared,
   * and the sum of their hashes.
   */
  long equalRows(int one, int other) {
    long deadline = System.nanoTime() + QUIET_WITHIN_NANOS;
    while (records(one, "events") != records(other, "events")
        || records(one, "positions") != records(other, "positions")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("one generation is behind the other");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return compare(one, other);
  }

  private long compare(int one, int other) {
    try (var connection = connect()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      long rows = 0;
      for (var table : tables(connection, other)) {
        var there = rows(connection, table);
        var here = rows(connection, schema(one) + table.substring(table.indexOf('.')));
        if (!here.equals(there)) {
          throw new IllegalStateException(
              "%s: %s, in generation %d %s".formatted(table, there, one, here));
        }
        rows += there.count;
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Rows(long count, BigDecimal hashes) {}

  private static Rows rows(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select count(*), sum(hashtextextended(t::text, 0)) from " + table + " t")) {
      row.next();
      return new Rows(row.getLong(1), row.getBigDecimal(2));
    }
  }

  /** All tables of a generation's schema; beside the first generation there are others. */
  private static List<String> tables(Connection connection, int generation) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (var statement =
        connection.prepareStatement(
            "select schemaname || '.' || tablename from pg_tables where schemaname = ? order by"
                + " 1")) {
      statement.setString(1, schema(generation));
      try (var found = statement.executeQuery()) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
    }
    return tables;
  }

  private static String schema(int generation) {
    return generation == 0 ? "public" : "rm_" + generation;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, "quayside", "");
  }
}

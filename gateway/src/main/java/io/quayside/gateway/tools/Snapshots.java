package io.quayside.gateway.tools;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Snapshots of read models that have all that the log held at some moment. */
final class Snapshots {
  private static final long STANDS_STILL_NANOS = 30_000_000_000L;

  private Snapshots() {}

  /**
   * Waits until the read models have every record below those offsets, and returns the snapshot in
   * which they have. Gives up when they stand still for 30 s.
   */
  static Connection whenReached(Stores stores, Map<Integer, Long> ends) {
    Connection connection = stores.snapshot();
    long left = Long.MAX_VALUE;
    long movedNanos = System.nanoTime();
    try {
      while (true) {
        long missing = missing(connection, ends);
        if (missing == 0) {
          return connection;
        }
        if (missing < left) {
          left = missing;
          movedNanos = System.nanoTime();
        } else if (System.nanoTime() - movedNanos > STANDS_STILL_NANOS) {
          throw ToolException.misused(
              "the read models lack %d records of the log, and no gateway catches up"
                  .formatted(missing));
        }
        pause(connection);
      }
    } catch (SQLException e) {
      throw stores.lost(e);
    }
  }

  /** Ends the snapshot and lets some time pass. */
  private static void pause(Connection connection) throws SQLException {
    connection.rollback();
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_sleep(0.1)");
    }
    connection.rollback();
  }

  private static long missing(Connection connection, Map<Integer, Long> ends) throws SQLException {
    Map<Integer, Long> reached = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select shard, events_next from checkpoints")) {
      while (rows.next()) {
        reached.put(rows.getInt("shard"), rows.getLong("events_next"));
      }
    }
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - reached.getOrDefault(end.getKey(), 0L)))
        .sum();
  }
}

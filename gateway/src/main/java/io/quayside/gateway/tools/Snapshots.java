package io.quayside.gateway.tools;

import io.quayside.cluster.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Snapshots of read models that have all that the log held at some moment. */
final class Snapshots {
  private static final long STANDS_STILL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private Snapshots() {}

  /** The first offsets of a topic's partitions that are not reached, of those expected to be. */
  record Missing(String topic, Map<Integer, Long> reached, Map<Integer, Long> expected) {
    /** The column of checkpoints. */
    String column() {
      return topic.equals(Topics.EVENTS) ? "events_next" : "positions_next";
    }

    /** How many records are missing. */
    long records() {
      return expected.entrySet().stream()
          .mapToLong(end -> end.getValue() - reached.getOrDefault(end.getKey(), 0L))
          .sum();
    }
  }

  /** The read models have not reached what they should have, and stand still. */
  static final class StandsStillException extends RuntimeException {
    private final transient Missing missing;

    StandsStillException(Missing missing) {
      super(
          "the read models lack %d records of %s, and no gateway catches up"
              .formatted(missing.records(), missing.topic));
      this.missing = missing;
    }

    Missing missing() {
      return missing;
    }
  }

  /**
   * Waits until the read models have every record of a topic below those offsets, and returns the
   * snapshot in which they have. Fails with {@link StandsStillException} when nothing has changed
   * for 30 s.
   */
  static Connection whenReached(Stores stores, String topic, Map<Integer, Long> ends) {
    Connection connection = stores.snapshot();
    long left = Long.MAX_VALUE;
    long movedNanos = System.nanoTime();
    try {
      while (true) {
        Missing missing = missing(connection, topic, ends);
        if (missing.expected.isEmpty()) {
          return connection;
        }
        if (missing.records() < left) {
          left = missing.records();
          movedNanos = System.nanoTime();
        } else if (System.nanoTime() - movedNanos > STANDS_STILL_NANOS) {
          connection.close();
          throw new StandsStillException(missing);
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

  private static Missing missing(Connection connection, String topic, Map<Integer, Long> ends)
      throws SQLException {
    Map<Integer, Long> reached = checkpoints(connection, topic);
    Map<Integer, Long> expected = new TreeMap<>();
    ends.forEach(
        (shard, end) -> {
          if (reached.getOrDefault(shard, 0L) < end) {
            expected.put(shard, end);
          }
        });
    return new Missing(topic, reached, expected);
  }

  /** Up to where each shard of a topic is projected. */
  static Map<Integer, Long> checkpoints(Connection connection, String topic) throws SQLException {
    Map<Integer, Long> reached = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select shard, events_next, positions_next from checkpoints")) {
      while (rows.next()) {
        reached.put(rows.getInt("shard"), rows.getLong(topic.equals(Topics.EVENTS) ? 2 : 3));
      }
    }
    return reached;
  }
}

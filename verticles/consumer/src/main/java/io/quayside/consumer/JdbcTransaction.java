package io.quayside.consumer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transaction in PostgreSQL. */
final class JdbcTransaction implements StoreTransaction {
  private static final int ALIVE_SECONDS = 2;
  private static final String ROW =
      "select shipment_id, version, partition, value, state, attempts, next_attempt_at, error"
          + " from quayside_parked ";

  private final Connection connection;
  private final Tx tx;
  private boolean ended;
  private boolean closed;

  JdbcTransaction(Connection connection) {
    this.connection = connection;
    this.tx = new HandlersTx(this, GuardedConnection.of(connection));
  }

  @Override
  public Tx tx() {
    return tx;
  }

  int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        Object value = parameters[i];
        statement.setObject(i + 1, value instanceof Instant at ? Timestamp.from(at) : value);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private int number(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(sql, parameters);
        ResultSet found = statement.executeQuery()) {
      return found.next() ? found.getInt(1) : 0;
    }
  }

  @Override
  public Known known(String consumer, String shipmentId) throws SQLException {
    try (PreparedStatement statement =
            prepared(
                "select coalesce((select version from quayside_version"
                    + " where consumer = ? and shipment_id = ?), 0),"
                    + " exists (select from quayside_parked"
                    + " where consumer = ? and shipment_id = ?)",
                consumer,
                shipmentId,
                consumer,
                shipmentId);
        ResultSet found = statement.executeQuery()) {
      found.next();
      return new Known(found.getInt(1), found.getBoolean(2));
    }
  }

  @Override
  public int version(String consumer, String shipmentId) throws SQLException {
    return number(
        "select version from quayside_version where consumer = ? and shipment_id = ?",
        consumer,
        shipmentId);
  }

  @Override
  public boolean advance(String consumer, String shipmentId, int before, int version)
      throws SQLException {
    if (before == 0) {
      return update(
              "insert into quayside_version values (?, ?, ?) on conflict do nothing",
              consumer,
              shipmentId,
              version)
          == 1;
    }
    return update(
            "update quayside_version set version = ?"
                + " where consumer = ? and shipment_id = ? and version = ?",
            version,
            consumer,
            shipmentId,
            before)
        == 1;
  }

  @Override
  public void raise(String consumer, Map<String, Integer> versions) throws SQLException {
    String[] ids = versions.keySet().stream().sorted().toArray(String[]::new);
    Integer[] numbers = new Integer[ids.length];
    for (int i = 0; i < ids.length; i++) {
      numbers[i] = versions.get(ids[i]);
    }
    update(
        "insert into quayside_version as v select ?, * from unnest(?, ?)"
            + " on conflict (consumer, shipment_id) do update set version = excluded.version"
            + " where v.version < excluded.version",
        consumer,
        connection.createArrayOf("text", ids),
        connection.createArrayOf("int", numbers));
  }

  @Override
  public void lock(String consumer, String shipmentId) throws SQLException {
    try (PreparedStatement statement =
        prepared(
            "select pg_advisory_xact_lock(hashtextextended(?, 0))", consumer + '/' + shipmentId)) {
      statement.execute();
    }
  }

  @Override
  public Row head(String consumer, String shipmentId) throws SQLException {
    List<Row> found =
        rows(
            ROW + "where consumer = ? and shipment_id = ? order by version limit 1",
            consumer,
            shipmentId);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public int parkedOf(String consumer, String shipmentId) throws SQLException {
    return number(
        "select count(*) from quayside_parked where consumer = ? and shipment_id = ?",
        consumer,
        shipmentId);
  }

  @Override
  public int parkedInAll(String consumer) throws SQLException {
    return number("select count(*) from quayside_parked where consumer = ?", consumer);
  }

  @Override
  public void put(String consumer, Row row) throws SQLException {
    insert(
        consumer,
        row,
        "on conflict (consumer, shipment_id, version) do update set"
            + " state = excluded.state, attempts = excluded.attempts,"
            + " next_attempt_at = excluded.next_attempt_at, error = excluded.error");
  }

  @Override
  public void append(String consumer, Row row) throws SQLException {
    insert(consumer, row, "on conflict do nothing");
  }

  private void insert(String consumer, Row row, String onConflict) throws SQLException {
    update(
        "insert into quayside_parked values (?, ?, ?, ?, ?, ?, ?, ?, ?) " + onConflict,
        consumer,
        row.shipmentId(),
        row.version(),
        row.partition(),
        row.value(),
        row.state().name(),
        row.attempts(),
        row.nextAttemptAt(),
        row.error());
  }

  @Override
  public void remove(String consumer, String shipmentId, int version) throws SQLException {
    update(
        "delete from quayside_parked where consumer = ? and shipment_id = ? and version = ?",
        consumer,
        shipmentId,
        version);
  }

  @Override
  public List<Row> heads(String consumer) throws SQLException {
    return rows(
        ROW + "where consumer = ? and state <> 'WAITING' order by shipment_id, version", consumer);
  }

  @Override
  public List<Row> due(String consumer, Collection<Integer> partitions, Instant now)
      throws SQLException {
    return rows(
        ROW
            + "where consumer = ? and state = 'RETRYING' and next_attempt_at <= ?"
            + " and partition = any(?) order by next_attempt_at limit 1000",
        consumer,
        now,
        connection.createArrayOf("int", partitions.toArray()));
  }

  private List<Row> rows(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(sql, parameters);
        ResultSet found = statement.executeQuery()) {
      List<Row> rows = new ArrayList<>();
      while (found.next()) {
        Timestamp next = found.getTimestamp(7);
        rows.add(
            new Row(
                found.getString(1),
                found.getInt(2),
                found.getInt(3),
                found.getBytes(4),
                RowState.valueOf(found.getString(5)),
                found.getInt(6),
                next == null ? null : next.toInstant(),
                found.getString(8)));
      }
      return rows;
    }
  }

  @Override
  public boolean beginsAnywhere(String consumer) throws SQLException {
    return number("select count(*) from quayside_anywhere where consumer = ?", consumer) > 0;
  }

  @Override
  public void beginAnywhere(String consumer) throws SQLException {
    update("insert into quayside_anywhere values (?) on conflict do nothing", consumer);
  }

  @Override
  public Map<Integer, Long> cursors(String consumer) throws SQLException {
    try (PreparedStatement statement =
            prepared(
                "select partition, next_offset from quayside_cursor where consumer = ?", consumer);
        ResultSet found = statement.executeQuery()) {
      Map<Integer, Long> cursors = new HashMap<>();
      while (found.next()) {
        cursors.put(found.getInt(1), found.getLong(2));
      }
      return cursors;
    }
  }

  @Override
  public void putCursors(String consumer, Map<Integer, Long> cursors) throws SQLException {
    for (Map.Entry<Integer, Long> cursor : cursors.entrySet()) {
      update(
          "insert into quayside_cursor values (?, ?, ?) on conflict (consumer, partition)"
              + " do update set next_offset = excluded.next_offset",
          consumer,
          cursor.getKey(),
          cursor.getValue());
    }
  }

  @Override
  public void forget(String consumer) throws SQLException {
    for (String table : List.of("version", "parked", "cursor", "anywhere")) {
      update("delete from quayside_" + table + " where consumer = ?", consumer);
    }
  }

  @Override
  public boolean isAlive() {
    try {
      return connection.isValid(ALIVE_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void commit() throws SQLException {
    connection.commit();
    ended = true;
  }

  @Override
  public synchronized void abort() {
    if (closed) {
      return; // the connection may be another's
    }
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      Log.warn("a connection could not be aborted: " + e.getMessage());
    }
  }

  /** Gives the connection back as it came. */
  @Override
  public void close() throws SQLException {
    try (connection) {
      try {
        if (!ended) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      } finally {
        markClosed();
      }
    }
  }

  private synchronized void markClosed() {
    closed = true;
  }
}

package io.quayside.consumer;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A transaction of a {@link Store}: what consumers ask of it. For this package alone. */
sealed interface StoreTransaction extends AutoCloseable
    permits JdbcTransaction, InMemoryStore.Transaction {
  /** A row of {@code quayside_parked}. {@code nextAttemptAt} is null unless it is retried. */
  record Row(
      String shipmentId,
      int version,
      int partition,
      byte[] value,
      RowState state,
      int attempts,
      Instant nextAttemptAt,
      String error) {}

  /** The states of rows: those of heads, and of what waits behind a head. */
  enum RowState {
    RETRYING,
    PARKED,
    WAITING
  }

  /** The last version seen of a shipment (0: none), and whether events of it are parked. */
  record Known(int version, boolean parked) {}

  /** What the handler gets. */
  Tx tx();

  Known known(String consumer, String shipmentId) throws SQLException;

  /** The last version seen of a shipment; 0 if there is none. */
  int version(String consumer, String shipmentId) throws SQLException;

  /** Notes a version if the one noted before is {@code before} (0: none); false if it is not. */
  boolean advance(String consumer, String shipmentId, int before, int version) throws SQLException;

  /** Notes versions by shipment, but none that is lower than what is noted. */
  void raise(String consumer, Map<String, Integer> versions) throws SQLException;

  /** Keeps other transactions from changing a shipment's parked events until this one ends. */
  void lock(String consumer, String shipmentId) throws SQLException;

  /** The parked event of a shipment with the lowest version, or null. */
  Row head(String consumer, String shipmentId) throws SQLException;

  /** How many events of a shipment are parked. */
  int parkedOf(String consumer, String shipmentId) throws SQLException;

  /** How many events are parked in all. */
  int parkedInAll(String consumer) throws SQLException;

  /** Writes a row, in place of one of the same shipment and version. */
  void put(String consumer, Row row) throws SQLException;

  /** Writes a row unless there is one of the same shipment and version. */
  void append(String consumer, Row row) throws SQLException;

  void remove(String consumer, String shipmentId, int version) throws SQLException;

  /** The heads of all shipments. */
  List<Row> heads(String consumer) throws SQLException;

  /** The shipments of partitions whose heads are due; at most 1,000. */
  List<Row> due(String consumer, Collection<Integer> partitions, Instant now) throws SQLException;

  /** Whether shipments may begin with any version. */
  boolean beginsAnywhere(String consumer) throws SQLException;

  /** From now on shipments may begin with any version. */
  void beginAnywhere(String consumer) throws SQLException;

  /** The cursors by partition. */
  Map<Integer, Long> cursors(String consumer) throws SQLException;

  void putCursors(String consumer, Map<Integer, Long> cursors) throws SQLException;

  /** Removes the versions, parked events and cursors of a consumer. */
  void forget(String consumer) throws SQLException;

  /** Whether the store still answers. */
  boolean isAlive();

  void commit() throws SQLException;

  /** Breaks off what another thread does in it; nothing once it is closed. */
  void abort();

  @Override
  void close() throws SQLException;
}

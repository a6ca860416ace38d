package io.quayside.gateway.tools;

import io.quayside.cluster.Shards;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.log.kafka.LogHeaders;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares the history with the records of the log that count, and finds rows that no record made.
 */
final class HistoryCheck {
  private static final int BATCH = 500;
  private static final int FETCHED = 5_000;

  private static final String HISTORY =
      """
      select e.shipment_id, e.version, e.command_id, e.log_offset, e.caller, e.value
      from unnest(?::text[], ?::int[]) as counted (id, version)
      join events e on e.shipment_id = counted.id and e.version = counted.version
      """;

  private static final String ROWS = "select shipment_id, version, log_offset from events";

  private final Stores stores;
  private final EventCodec codec;
  private final Consumer<Difference> found;

  /** The version of each shipment's last record that counts; those after a hole do not. */
  private final Map<String, Integer> versions = new HashMap<>();

  private final Set<String> parked = new HashSet<>();
  private final List<Counted> waiting = new ArrayList<>();

  /** A record that counts. */
  private record Counted(
      String shipmentId,
      int version,
      String commandId,
      long offset,
      @Nullable String caller,
      byte[] value) {}

  /** A row of the history; nodes of long ago wrote neither offset nor caller. */
  private record Stored(
      String commandId, @Nullable Long offset, @Nullable String caller, byte[] value) {}

  HistoryCheck(Stores stores, Contexts contexts, Consumer<Difference> found) {
    this.stores = stores;
    this.codec = new EventCodec(contexts);
    this.found = found;
  }

  /** The shipments that the log has, with their versions. */
  Map<String, Integer> versions() {
    return versions;
  }

  /** The same rule as everywhere: a version counts if it is the next one of its shipment. */
  void take(ConsumerRecord<String, byte[]> record) {
    String key = record.key();
    if (key == null || parked.contains(key)) {
      return;
    }
    StoredEvent event;
    try {
      event = codec.decode(key, record.value());
    } catch (UndecodableEventException e) {
      if (versions.containsKey(key)) {
        parked.add(key);
      }
      return;
    }
    int next = versions.getOrDefault(key, 0) + 1;
    if (event.version() > next) {
      parked.add(key);
    } else if (event.version() == next) {
      versions.put(key, next);
      waiting.add(
          new Counted(
              key,
              next,
              event.commandId(),
              record.offset(),
              LogHeaders.caller(record.headers()),
              record.value()));
      if (waiting.size() >= BATCH) {
        compareWaiting();
      }
    }
  }

  /** Compares the records that were taken last. */
  void compareWaiting() {
    try (Connection connection = stores.connect()) {
      Map<String, Stored> stored = stored(connection);
      waiting.forEach(record -> compare(record, stored.get(id(record.shipmentId, record.version))));
      waiting.clear();
    } catch (SQLException e) {
      throw stores.lost(e);
    }
  }

  private Map<String, Stored> stored(Connection connection) throws SQLException {
    Map<String, Stored> stored = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(HISTORY)) {
      statement.setArray(
          1, connection.createArrayOf("text", waiting.stream().map(Counted::shipmentId).toArray()));
      statement.setArray(
          2, connection.createArrayOf("int4", waiting.stream().map(Counted::version).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.put(
              id(rows.getString("shipment_id"), rows.getInt("version")),
              new Stored(
                  rows.getString("command_id"),
                  rows.getObject("log_offset", Long.class),
                  rows.getString("caller"),
                  rows.getBytes("value")));
        }
      }
    }
    return stored;
  }

  private static String id(String shipmentId, int version) {
    return shipmentId + '/' + version;
  }

  private void compare(Counted record, @Nullable Stored row) {
    if (row == null) {
      found(record, "value", null, record.value);
      return;
    }
    compare(record, "value", row.value, record.value);
    compare(record, "command_id", row.commandId, record.commandId);
    if (row.offset != null) {
      compare(record, "log_offset", row.offset, record.offset);
      compare(record, "caller", row.caller, record.caller);
    }
  }

  private void compare(
      Counted record, String column, @Nullable Object is, @Nullable Object expected) {
    if (!Objects.deepEquals(is, expected)) {
      found(record, column, is, expected);
    }
  }

  private void found(
      Counted record, String column, @Nullable Object is, @Nullable Object expected) {
    found.accept(new Difference("events", record.shipmentId, record.version, column, is, expected));
  }

  /**
   * Finds rows of the history that no record has made. Rows of records between the ends of what was
   * read and the ends of the log are not judged.
   */
  void findSurplus(Connection snapshot, Map<Integer, Long> readTo, Map<Integer, Long> ends)
      throws SQLException {
    try (PreparedStatement statement = snapshot.prepareStatement(ROWS)) {
      statement.setFetchSize(FETCHED);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String id = rows.getString("shipment_id");
          int version = rows.getInt("version");
          Long offset = rows.getObject("log_offset", Long.class);
          int shard = Shards.of(id, readTo.size());
          boolean later =
              offset != null
                  && offset >= readTo.getOrDefault(shard, 0L)
                  && offset < ends.getOrDefault(shard, 0L);
          if (version > versions.getOrDefault(id, 0) && !later) {
            found.accept(new Difference("events", id, version, "version", version, null));
          }
        }
      }
    }
  }
}

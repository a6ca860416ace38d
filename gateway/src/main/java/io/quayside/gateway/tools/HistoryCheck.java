package io.quayside.gateway.tools;

import io.quayside.cluster.Shards;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
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
      select e.shipment_id, e.version, e.command_id, e.log_offset, e.caller, e.value,
        e.log_offset is null and exists (
          select from events o where o.shipment_id = e.shipment_id and o.log_offset is not null
        ) as lacks_offset
      from unnest(?::text[], ?::int[]) as counted (id, version)
      join events e on e.shipment_id = counted.id and e.version = counted.version
      """;

  private static final String BEFORE =
      "select value from events where shipment_id = ? and version < ? order by version";

  private static final String ROWS = "select shipment_id, version, log_offset from events";

  private final Stores stores;
  private final Contexts contexts;
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

  /**
   * A row of the history. Nodes of long ago wrote no offset: a row lacks it where another one of
   * its shipment has one.
   */
  private record Stored(
      String commandId,
      @Nullable Long offset,
      boolean lacksOffset,
      @Nullable String caller,
      byte[] value) {}

  HistoryCheck(Stores stores, Contexts contexts, Consumer<Difference> found) {
    this.stores = stores;
    this.contexts = contexts;
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
      for (Counted record : waiting) {
        Stored row = stored.get(id(record.shipmentId, record.version));
        if (row == null && cannotFollow(connection, record)) {
          park(record);
        }
        if (!parked.contains(record.shipmentId) || record.version <= version(record.shipmentId)) {
          compare(record, row);
        }
      }
      waiting.clear();
    } catch (SQLException e) {
      throw stores.lost(e);
    }
  }

  private int version(String shipmentId) {
    return versions.getOrDefault(shipmentId, 0);
  }

  /** As gateways do with a record that its shipment cannot follow: those behind it do not count. */
  private void park(Counted record) {
    parked.add(record.shipmentId);
    if (record.version == 1) {
      versions.remove(record.shipmentId);
    } else {
      versions.put(record.shipmentId, record.version - 1);
    }
  }

  /** Whether a record is none of its shipment's, by what the history has of that before it. */
  private boolean cannotFollow(Connection connection, Counted record) throws SQLException {
    ShipmentStream stream = contexts.empty(record.shipmentId);
    try (PreparedStatement statement = connection.prepareStatement(BEFORE)) {
      statement.setString(1, record.shipmentId);
      statement.setInt(2, record.version);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stream = contexts.apply(stream, codec.decode(rows.getBytes("value")));
        }
      }
    } catch (UndecodableEventException | IllegalStateException e) {
      return false;
    }
    if (stream.version() != record.version - 1) {
      return false;
    }
    try {
      contexts.apply(stream, codec.decode(record.shipmentId, record.value));
      return false;
    } catch (IllegalStateException e) {
      return true;
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
                  rows.getBoolean("lacks_offset"),
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
    compare(record, "caller", row.caller, record.caller);
    if (row.offset != null || row.lacksOffset) {
      compare(record, "log_offset", row.offset, record.offset);
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

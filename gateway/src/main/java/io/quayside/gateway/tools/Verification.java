package io.quayside.gateway.tools;

import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares the history with the log, and each shipment's rows with the fold of its events. It reads
 * what the log held when it began, and rows in snapshots, so that live traffic raises no alarm.
 */
final class Verification {
  private static final int BATCH = 500;

  private static final String HISTORY =
      """
      select e.shipment_id, e.version, e.value
      from unnest(?::text[], ?::int[]) as counted (id, version)
      join events e on e.shipment_id = counted.id and e.version = counted.version
      """;

  private final Stores stores;
  private final EventCodec codec;
  private final RowCheck rows;
  private final Consumer<Difference> found;

  /** The version of each shipment's last record that counts; those after a hole do not. */
  private final Map<String, Integer> versions = new HashMap<>();

  private final Set<String> parked = new HashSet<>();
  private final Map<String, byte[]> waiting = new LinkedHashMap<>();
  private long differences;

  Verification(Stores stores, Contexts contexts, Consumer<Difference> found) {
    this.stores = stores;
    this.codec = new EventCodec(contexts);
    this.found = found;
    this.rows = new RowCheck(contexts, this::report);
  }

  /** Reports every difference and returns how many there were; null samples all shipments. */
  long run(@Nullable Integer sample) {
    try (EventLog log = new EventLog(stores)) {
      Map<Integer, Long> ends = log.ends();
      try (Connection connection = Snapshots.whenReached(stores, ends)) {
        connection.rollback();
        ends.forEach((partition, end) -> log.read(partition, end, record -> take(record)));
        compareWaiting(connection);
        compareRows(connection, sample);
      }
    } catch (SQLException e) {
      throw stores.lost(e);
    }
    return differences;
  }

  private void report(Difference difference) {
    differences++;
    found.accept(difference);
  }

  /** The same rule as everywhere: a version counts if it is the next one of its shipment. */
  private void take(ConsumerRecord<String, byte[]> record) {
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
      waiting.put(event.id(), record.value());
      if (waiting.size() >= BATCH) {
        compareWaiting();
      }
    }
  }

  private void compareWaiting() {
    try (Connection connection = stores.connect()) {
      compareWaiting(connection);
    } catch (SQLException e) {
      throw stores.lost(e);
    }
  }

  private void compareWaiting(Connection connection) throws SQLException {
    List<String> ids = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (String id : waiting.keySet()) {
      int slash = id.indexOf('/');
      ids.add(id.substring(0, slash));
      numbers.add(Integer.valueOf(id.substring(slash + 1)));
    }
    Map<String, byte[]> stored = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(HISTORY)) {
      statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
      statement.setArray(2, connection.createArrayOf("int4", numbers.toArray()));
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          stored.put(
              found.getString("shipment_id") + '/' + found.getInt("version"),
              found.getBytes("value"));
        }
      }
    }
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i) + '/' + numbers.get(i);
      byte[] expected = waiting.get(id);
      byte[] is = stored.get(id);
      if (!Arrays.equals(expected, is)) {
        report(new Difference("events", ids.get(i), numbers.get(i), "value", is, expected));
      }
    }
    waiting.clear();
  }

  private void compareRows(Connection connection, @Nullable Integer sample) throws SQLException {
    List<String> all = new ArrayList<>(versions.keySet());
    if (sample != null && sample < all.size()) {
      Collections.shuffle(all);
      all = all.subList(0, sample);
    }
    for (int from = 0; from < all.size(); from += BATCH) {
      List<String> some = all.subList(from, Math.min(all.size(), from + BATCH));
      Array ids = connection.createArrayOf("text", some.toArray());
      rows.compare(connection, some, ids);
      connection.rollback();
    }
  }
}

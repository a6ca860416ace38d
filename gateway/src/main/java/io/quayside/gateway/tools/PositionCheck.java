package io.quayside.gateway.tools;

import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.envelope.PositionCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares the positions of the read models with those that the log still holds. Of several records
 * of one position the first makes the row.
 */
final class PositionCheck {
  private static final int BATCH = 500;

  private static final String ROWS =
      """
      select t.n, p.log_offset, p.value
      from unnest(?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[]) with ordinality
        as t (id, device, epoch, sequence, observed, n)
      left join positions p on p.shipment_id = t.id and p.device_id = t.device
        and p.sequence_epoch = t.epoch and p.sequence = t.sequence
        and p.observed_at = timestamptz 'epoch' + t.observed * interval '1 millisecond'
      order by t.n
      """;

  private static final String DEVICES =
      """
      select id, device from unnest(?::text[], ?::text[]) as t (id, device)
      where not exists (select from devices d where d.shipment_id = id and d.device_id = device)
      """;

  private final Stores stores;
  private final Predicate<String> wanted;
  private final Consumer<Difference> found;
  private final List<Logged> waiting = new ArrayList<>();
  private final Set<Device> devices = new LinkedHashSet<>();
  private final Set<Device> knownDevices = new HashSet<>();
  private final PositionSurplus surplus;
  private long compared;

  private record Logged(long offset, LoggedPosition position) {}

  private record Device(String shipmentId, String deviceId) {}

  /** Compares the positions of the shipments that are wanted. */
  PositionCheck(Stores stores, Predicate<String> wanted, Consumer<Difference> found) {
    this.stores = stores;
    this.wanted = wanted;
    this.found = found;
    this.surplus = new PositionSurplus(found);
  }

  /** How many positions were compared. */
  long compared() {
    return compared;
  }

  void take(ConsumerRecord<String, byte[]> record) {
    surplus.take(record);
    String key = record.key();
    byte[] value = record.value();
    if (key == null || value == null || !wanted.test(key)) {
      return;
    }
    LoggedPosition position = PositionCodec.projected(key, value);
    if (position == null) {
      return;
    }
    waiting.add(new Logged(record.offset(), position));
    Device device = new Device(key, position.deviceId());
    if (knownDevices.add(device)) {
      devices.add(device);
    }
    if (waiting.size() >= BATCH) {
      compareWaiting();
    }
  }

  /** Compares the records that were taken last. */
  void compareWaiting() {
    try (Connection connection = stores.connect()) {
      comparePositions(connection);
      compareDevices(connection);
    } catch (SQLException e) {
      throw stores.lost(e);
    }
    compared += waiting.size();
    waiting.clear();
    devices.clear();
  }

  /**
   * Finds rows that no record made, once all records were taken and compared.
   *
   * @param some the shipments to look at; null for all
   */
  void findSurplus(TopicLog log, Map<Integer, Long> readTo, @Nullable Collection<String> some) {
    try (Connection snapshot = stores.snapshot()) {
      surplus.find(snapshot, log, readTo, wanted, some);
    } catch (SQLException e) {
      throw stores.lost(e);
    }
  }

  private void comparePositions(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
      set(connection, statement, 1, "text", LoggedPosition::shipmentId);
      set(connection, statement, 2, "text", LoggedPosition::deviceId);
      set(connection, statement, 3, "int4", LoggedPosition::sequenceEpoch);
      set(connection, statement, 4, "int8", LoggedPosition::sequence);
      set(connection, statement, 5, "int8", LoggedPosition::observedMillis);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Logged logged = waiting.get(rows.getInt("n") - 1);
          compare(logged, rows.getObject("log_offset", Long.class), rows.getBytes("value"));
        }
      }
    }
  }

  private void set(
      Connection connection,
      PreparedStatement statement,
      int parameter,
      String type,
      Function<LoggedPosition, Object> member)
      throws SQLException {
    Object[] values = waiting.stream().map(Logged::position).map(member).toArray();
    statement.setArray(parameter, connection.createArrayOf(type, values));
  }

  private void compare(Logged logged, @Nullable Long offset, byte @Nullable [] value) {
    byte[] expected = logged.position.data().getBytes();
    if (offset == null) {
      report(logged, "value", null, expected);
    } else if (offset > logged.offset) {
      report(logged, "log_offset", offset, logged.offset);
    } else if (offset == logged.offset) {
      surplus.made(logged.position.shipmentId());
      if (!Arrays.equals(value, expected)) {
        report(logged, "value", value, expected);
      }
    }
    // A lower offset is that of an earlier record of the position, or of none: a surplus.
  }

  private void report(Logged logged, String column, @Nullable Object is, Object expected) {
    found.accept(
        new Difference(
            "positions", logged.position.shipmentId(), logged.offset, column, is, expected));
  }

  private void compareDevices(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DEVICES)) {
      statement.setArray(
          1, connection.createArrayOf("text", devices.stream().map(Device::shipmentId).toArray()));
      statement.setArray(
          2, connection.createArrayOf("text", devices.stream().map(Device::deviceId).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String device = rows.getString("device");
          found.accept(
              new Difference("devices", rows.getString("id"), 0, "device_id", null, device));
        }
      }
    }
  }
}

package io.quayside.gateway.tools;

import io.quayside.cluster.Shards;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.envelope.PositionCodec;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows of positions that no record made, of those whose record the log would still hold, and
 * devices without positions. It counts the rows of each shipment, and reads the log once more only
 * where a shipment has more than its records have made.
 */
final class PositionSurplus {
  private static final int FETCHED = 5_000;
  private static final String OF_SOME = " where shipment_id = any(?)";
  private static final String OFFSETS = "select shipment_id, log_offset from positions";

  private static final String ROWS =
      "select shipment_id, device_id, sequence_epoch, sequence, log_offset,"
          + " (extract(epoch from observed_at) * 1000)::bigint as observed from positions"
          + OF_SOME;

  private static final String DEVICES =
      "select shipment_id, device_id from devices d where not exists (select from positions p"
          + " where p.shipment_id = d.shipment_id and p.device_id = d.device_id)";

  private final Consumer<Difference> found;

  /** By shipment, the rows with the offset of the record that made them. */
  private final Map<String, Integer> made = new HashMap<>();

  /** The first offset that was read of each partition. */
  private Map<Integer, Long> begins = new HashMap<>();

  private record Identity(String deviceId, int epoch, long sequence, long observedMillis) {}

  /** The positions of a shipment's records, and the first offset of each. */
  private static final class Records {
    private final Map<Long, Identity> byOffset = new HashMap<>();
    private final Map<Identity, Long> first = new HashMap<>();
  }

  PositionSurplus(Consumer<Difference> found) {
    this.found = found;
  }

  /** Takes every record that is read, in the order of the log. */
  void take(ConsumerRecord<String, byte[]> record) {
    begins.putIfAbsent(record.partition(), record.offset());
  }

  /** A record has made a row. */
  void made(String shipmentId) {
    made.merge(shipmentId, 1, Integer::sum);
  }

  /**
   * Looks at the rows of a snapshot. Those of records behind {@code readTo} are not judged.
   *
   * @param some the shipments to look at; null for all
   */
  void find(
      Connection snapshot,
      TopicLog log,
      Map<Integer, Long> readTo,
      Predicate<String> wanted,
      @Nullable Collection<String> some)
      throws SQLException {
    Array ids = some == null ? null : snapshot.createArrayOf("text", some.toArray(String[]::new));
    findDevices(snapshot, ids);
    // The snapshot is taken, so the log has every record of its rows.
    Ends ends = new Ends(readTo, log.ends());
    Set<String> suspects = suspects(snapshot, ids, ends);
    if (!suspects.isEmpty()) {
      Map<String, Records> records = read(log, ends, suspects);
      Array suspected = snapshot.createArrayOf("text", suspects.toArray(String[]::new));
      judge(snapshot, suspected, ends, records, wanted);
    }
  }

  /** Up to where each partition was read, and where it ends. */
  private record Ends(Map<Integer, Long> readTo, Map<Integer, Long> log) {
    int shard(String shipmentId) {
      return Shards.of(shipmentId, Math.max(1, readTo.size()));
    }
  }

  private boolean isJudged(String shipmentId, long offset, Ends ends) {
    int shard = ends.shard(shipmentId);
    long readTo = ends.readTo.getOrDefault(shard, 0L);
    return offset < 0
        || offset >= ends.log.getOrDefault(shard, 0L)
        || (offset < readTo && offset >= begins.getOrDefault(shard, readTo));
  }

  private void findDevices(Connection snapshot, @Nullable Array ids) throws SQLException {
    String ofSome = ids == null ? "" : " and d.shipment_id = any(?)";
    try (PreparedStatement statement = statement(snapshot, DEVICES + ofSome, ids);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String device = rows.getString("device_id");
        found.accept(
            new Difference("devices", rows.getString("shipment_id"), 0, "device_id", device, null));
      }
    }
  }

  private static PreparedStatement statement(Connection connection, String sql, @Nullable Array ids)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCHED);
    if (ids != null) {
      statement.setArray(1, ids);
    }
    return statement;
  }

  /** The shipments with more rows than their records have made. */
  private Set<String> suspects(Connection snapshot, @Nullable Array ids, Ends ends)
      throws SQLException {
    Set<String> suspects = new HashSet<>();
    String sql = ids == null ? OFFSETS : OFFSETS + OF_SOME;
    try (PreparedStatement statement = statement(snapshot, sql, ids);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String id = rows.getString("shipment_id");
        if (isJudged(id, rows.getLong("log_offset"), ends)
            && made.merge(id, -1, Integer::sum) < 0) {
          suspects.add(id);
        }
      }
    }
    return suspects;
  }

  private Map<String, Records> read(TopicLog log, Ends ends, Set<String> suspects) {
    Map<String, Records> records = new HashMap<>();
    Set<Integer> shards = new HashSet<>();
    suspects.forEach(id -> shards.add(ends.shard(id)));
    begins = new HashMap<>();
    for (int shard : shards) {
      log.read(
          shard,
          ends.readTo.getOrDefault(shard, 0L),
          record -> {
            take(record);
            if (record.key() != null && suspects.contains(record.key())) {
              add(records.computeIfAbsent(record.key(), id -> new Records()), record);
            }
          });
    }
    return records;
  }

  private static void add(Records records, ConsumerRecord<String, byte[]> record) {
    LoggedPosition position =
        record.value() == null ? null : PositionCodec.projected(record.key(), record.value());
    if (position != null) {
      Identity identity =
          new Identity(
              position.deviceId(),
              position.sequenceEpoch(),
              position.sequence(),
              position.observedMillis());
      records.byOffset.put(record.offset(), identity);
      records.first.putIfAbsent(identity, record.offset());
    }
  }

  private void judge(
      Connection snapshot,
      Array suspects,
      Ends ends,
      Map<String, Records> records,
      Predicate<String> wanted)
      throws SQLException {
    try (PreparedStatement statement = statement(snapshot, ROWS, suspects);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String id = rows.getString("shipment_id");
        long offset = rows.getLong("log_offset");
        Records known = records.getOrDefault(id, new Records());
        Identity identity =
            new Identity(
                rows.getString("device_id"),
                rows.getInt("sequence_epoch"),
                rows.getLong("sequence"),
                rows.getLong("observed"));
        Long first = known.first.get(identity);
        // An offset above that of the position's record was reported when that was compared.
        boolean reported = first != null && offset > first && wanted.test(id);
        if (isJudged(id, offset, ends)
            && !identity.equals(known.byOffset.get(offset))
            && !reported) {
          found.accept(new Difference("positions", id, offset, "log_offset", offset, first));
        }
      }
    }
  }
}

package io.quayside.gateway.tools;

import io.quayside.cluster.Shards;
import io.quayside.cluster.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole streams, one event a line as the log has it, ordered by shipment and version: all
 * that the log held when it began, and nothing that came later.
 */
final class Export {
  private static final int FETCHED = 1_000;

  private final Stores stores;
  private final Filter filter;
  private final Progress progress;

  Export(Stores stores, Filter filter, Progress progress) {
    this.stores = stores;
    this.filter = filter;
    this.progress = progress;
  }

  /** Which shipments: all of these; no shipments, a null time and a null tenant mean any. */
  record Filter(
      List<String> shipments,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String tenant) {
    boolean isAll() {
      return shipments.isEmpty() && since == null && until == null && tenant == null;
    }
  }

  /** Writes the events and returns how many there were. */
  long to(OutputStream out) {
    Map<Integer, Long> ends;
    try (TopicLog log = new TopicLog(stores, Topics.EVENTS)) {
      ends = log.ends();
    }
    progress.begin("export", "events", filter.isAll() ? total(ends) : 0);
    try (Connection connection = Snapshots.whenReached(stores, Topics.EVENTS, ends);
        PreparedStatement statement = statement(connection)) {
      statement.setFetchSize(FETCHED);
      try (ResultSet rows = statement.executeQuery()) {
        return write(rows, ends, out);
      }
    } catch (SQLException e) {
      throw stores.lost(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PreparedStatement statement(Connection connection) throws SQLException {
    StringBuilder sql =
        new StringBuilder(
            "select e.shipment_id, e.log_offset, e.value from events e"
                + " join shipments s on s.shipment_id = e.shipment_id where true");
    List<Object> parameters = new ArrayList<>();
    if (!filter.shipments.isEmpty()) {
      sql.append(" and e.shipment_id = any(?)");
      parameters.add(connection.createArrayOf("text", filter.shipments.toArray()));
    }
    if (filter.since != null) {
      sql.append(" and s.booked_at >= ?");
      parameters.add(filter.since.atOffset(ZoneOffset.UTC));
    }
    if (filter.until != null) {
      sql.append(" and s.booked_at < ?");
      parameters.add(filter.until.atOffset(ZoneOffset.UTC));
    }
    if (filter.tenant != null) {
      sql.append(" and s.tenant = ?");
      parameters.add(filter.tenant);
    }
    sql.append(" order by e.shipment_id, e.version");
    PreparedStatement statement = connection.prepareStatement(sql.toString());
    for (int i = 0; i < parameters.size(); i++) {
      statement.setObject(i + 1, parameters.get(i));
    }
    return statement;
  }

  /** About: records that do not count are no events. */
  private static long total(Map<Integer, Long> ends) {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  private long write(ResultSet rows, Map<Integer, Long> ends, OutputStream out)
      throws SQLException, IOException {
    long written = 0;
    while (rows.next()) {
      long offset = rows.getLong("log_offset");
      boolean known = !rows.wasNull();
      int shard = Shards.of(rows.getString("shipment_id"), ends.size());
      // An event without an offset was written by a node of long ago.
      if (!known || offset < ends.getOrDefault(shard, 0L)) {
        out.write(rows.getBytes("value"));
        out.write('\n');
        written++;
        progress.add(1);
      }
    }
    out.flush();
    return written;
  }
}

package io.quayside.gateway.tools;

import io.quayside.common.json.JsonWriter;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shipment's stream, for people or programs. */
final class Inspection {
  private static final String EVENTS =
      "select version, value, caller from events where shipment_id = ? order by version";

  private static final String ROW = "%7s  %-24s  %-36s  %-20s  %s%n";

  private final Stores stores;
  private final EventCodec codec;

  Inspection(Stores stores, Contexts contexts) {
    this.stores = stores;
    this.codec = new EventCodec(contexts);
  }

  /** An event; time and status are unknown of one that cannot be decoded. */
  private record Line(
      int version,
      @Nullable Instant recordedAt,
      String type,
      @Nullable String status,
      @Nullable String caller) {}

  /** Prints a table; fails with a {@link ToolException} if there is no such shipment. */
  void print(String shipmentId, PrintStream out) {
    List<Line> lines = lines(shipmentId);
    out.printf(ROW, "version", "recordedAt", "type", "status", "caller");
    for (Line line : lines) {
      out.printf(
          ROW,
          line.version,
          line.recordedAt == null ? "?" : line.recordedAt,
          line.type,
          line.status == null ? "?" : line.status,
          line.caller == null ? "" : line.caller);
    }
  }

  /** The same as one JSON document. */
  String json(String shipmentId) {
    List<Line> lines = lines(shipmentId);
    JsonWriter out =
        new JsonWriter(1_024).beginObject().field("shipmentId", shipmentId).beginArray("items");
    for (Line line : lines) {
      out.beginObject()
          .field("version", line.version)
          .optional("recordedAt", line.recordedAt)
          .field("type", line.type)
          .optional("status", line.status)
          .optional("caller", line.caller)
          .endObject();
    }
    return out.endArray().endObject().toText();
  }

  private List<Line> lines(String shipmentId) {
    List<Line> lines = new ArrayList<>();
    try (Connection connection = stores.connect();
        PreparedStatement statement = connection.prepareStatement(EVENTS)) {
      statement.setString(1, shipmentId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lines.add(line(rows));
        }
      }
    } catch (SQLException e) {
      throw stores.lost(e);
    }
    if (lines.isEmpty()) {
      throw ToolException.found("there is no shipment " + shipmentId);
    }
    return lines;
  }

  private Line line(ResultSet row) throws SQLException {
    int version = row.getInt("version");
    String caller = row.getString("caller");
    try {
      StoredEvent event = codec.decode(row.getBytes("value"));
      return new Line(version, event.recordedAt(), event.type(), event.status().name(), caller);
    } catch (UndecodableEventException e) {
      return new Line(version, null, e.type(), null, caller);
    }
  }
}

package io.quayside.gateway.tools;

import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Prints a shipment's stream as a table. */
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

  /** Fails with a {@link ToolException} if there is no such shipment. */
  void print(String shipmentId, PrintStream out) {
    try (Connection connection = stores.connect();
        PreparedStatement statement = connection.prepareStatement(EVENTS)) {
      statement.setString(1, shipmentId);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw ToolException.found("there is no shipment " + shipmentId);
        }
        out.printf(ROW, "version", "recordedAt", "type", "status", "caller");
        do {
          print(rows, out);
        } while (rows.next());
      }
    } catch (SQLException e) {
      throw stores.lost(e);
    }
  }

  private void print(ResultSet rows, PrintStream out) throws SQLException {
    String caller = rows.getString("caller") == null ? "" : rows.getString("caller");
    try {
      StoredEvent event = codec.decode(rows.getBytes("value"));
      out.printf(ROW, event.version(), event.recordedAt(), event.type(), event.status(), caller);
    } catch (UndecodableEventException e) {
      out.printf(ROW, rows.getInt("version"), "?", e.type(), "?", caller);
    }
  }
}

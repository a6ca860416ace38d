package io.quayside.gateway.tools;

import io.quayside.common.json.Json;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.stream.StreamJson;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.readmodel.FoldedRows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares the rows of shipments with the folds of their events, in one snapshot. */
final class RowCheck {
  private static final String EVENTS =
      "select shipment_id, version, value from events where shipment_id = any(?)"
          + " order by shipment_id, version";

  private static final String SHIPMENTS =
      "select shipment_id, version, tenant, status, shipper, carrier, booked_at, updated_at, state"
          + " from shipments where shipment_id = any(?)";

  private final Contexts contexts;
  private final int shards;
  private final EventCodec codec;
  private final Consumer<Difference> found;

  RowCheck(Contexts contexts, int shards, Consumer<Difference> found) {
    this.contexts = contexts;
    this.shards = shards;
    this.codec = new EventCodec(contexts);
    this.found = found;
  }

  /** A shipment's stream. */
  private static final class Fold {
    private ShipmentStream stream;
    private boolean broken;

    Fold(ShipmentStream empty) {
      stream = empty;
    }
  }

  void compare(Connection connection, List<String> shipments, Array ids) throws SQLException {
    Map<String, Fold> folds = new LinkedHashMap<>();
    shipments.forEach(id -> folds.put(id, new Fold(contexts.empty(id))));
    ViewCheck views = new ViewCheck(contexts, shards, found);
    views.read(connection, ids);
    try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
      statement.setArray(1, ids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          fold(Objects.requireNonNull(folds.get(rows.getString("shipment_id"))), rows, views);
        }
      }
    }
    // What cannot be folded differs from the log, which was reported then.
    folds.values().removeIf(fold -> fold.broken || fold.stream.version() == 0);
    compareShipments(connection, folds, ids);
    Map<String, ShipmentStream> streams = new LinkedHashMap<>();
    folds.forEach((id, fold) -> streams.put(id, fold.stream));
    views.compare(streams);
  }

  private void fold(Fold fold, ResultSet row, ViewCheck views) throws SQLException {
    if (fold.broken) {
      return;
    }
    try {
      StoredEvent event = codec.decode(row.getBytes("value"));
      fold.stream = contexts.apply(fold.stream, event);
      views.take(fold.stream);
    } catch (UndecodableEventException | IllegalStateException e) {
      fold.broken = true;
    }
  }

  private void compareShipments(Connection connection, Map<String, Fold> folds, Array ids)
      throws SQLException {
    Map<String, Fold> missing = new LinkedHashMap<>(folds);
    try (PreparedStatement statement = connection.prepareStatement(SHIPMENTS)) {
      statement.setArray(1, ids);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Fold fold = missing.remove(row.getString("shipment_id"));
          if (fold != null) {
            compareShipment(row, fold.stream);
          }
        }
      }
    }
    missing.forEach(
        (id, fold) ->
            found.accept(
                new Difference(
                    "shipments",
                    id,
                    fold.stream.version(),
                    "version",
                    null,
                    fold.stream.version())));
  }

  private void compareShipment(ResultSet row, ShipmentStream stream) throws SQLException {
    Shipment shipment = stream.shipment();
    Comparison comparison = new Comparison("shipments", stream.shipmentId(), stream.version());
    comparison.of("version", row.getInt("version"), stream.version());
    comparison.of("tenant", row.getString("tenant"), stream.tenant());
    comparison.of("status", row.getString("status"), shipment.status().name());
    comparison.of("shipper", row.getString("shipper"), shipment.booking().shipper());
    comparison.of("carrier", row.getString("carrier"), shipment.carrier());
    comparison.of(
        "booked_at", ViewCheck.instant(row.getTimestamp("booked_at")), shipment.bookedAt());
    comparison.of(
        "updated_at", ViewCheck.instant(row.getTimestamp("updated_at")), stream.updatedAt());
    byte[] expected = StreamJson.encode(contexts, stream);
    byte[] state = row.getBytes("state");
    if (!Arrays.equals(normal(stream, state), expected)) {
      found.accept(comparison.difference("state", state, expected));
    }
  }

  /** The state as it would be written today; as it is if it cannot be read. */
  private byte[] normal(ShipmentStream stream, byte[] state) {
    try {
      return StreamJson.encode(
          contexts,
          StreamJson.decode(
              contexts, stream.shipmentId(), stream.version(), Json.parseObject(state), List.of()));
    } catch (IllegalArgumentException | ProblemException unreadable) {
      return state;
    }
  }

  /** Finds rows of shipments without events; the rows of a shipment are written with its events. */
  void findSurplus(Connection snapshot) throws SQLException {
    Set<String> tables = new LinkedHashSet<>(List.of("shipments"));
    FoldedRows.views(contexts).forEach(view -> tables.add(view.table()));
    for (String table : tables) {
      String surplus =
          "select shipment_id, version from %s v where not exists".formatted(table)
              + " (select from events e where e.shipment_id = v.shipment_id)";
      try (PreparedStatement statement = snapshot.prepareStatement(surplus);
          ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int version = row.getInt("version");
          found.accept(
              new Difference(
                  table, row.getString("shipment_id"), version, "version", version, null));
        }
      }
    }
  }

  /** Compares the values of one row. */
  private final class Comparison {
    private final String table;
    private final String shipmentId;
    private final int version;

    Comparison(String table, String shipmentId, int version) {
      this.table = table;
      this.shipmentId = shipmentId;
      this.version = version;
    }

    void of(String column, @Nullable Object is, @Nullable Object expected) {
      if (!Objects.deepEquals(is, expected)) {
        found.accept(difference(column, is, expected));
      }
    }

    Difference difference(String column, @Nullable Object is, @Nullable Object expected) {
      return new Difference(table, shipmentId, version, column, is, expected);
    }
  }
}

package io.quayside.gateway.tools;

import io.quayside.cluster.Shards;
import io.quayside.domain.View;
import io.quayside.domain.View.Column;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.readmodel.FoldedRows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of some shipments in views with those of their folds. A row keeps the version
 * at which it was written last, which depends on the batch that it came in; but at that version the
 * fold has the row as it is.
 */
final class ViewCheck {
  private final Contexts contexts;
  private final int shards;
  private final Consumer<Difference> found;

  /** The rows that were read, by view. */
  private final Map<View<?>, List<Row>> rows = new LinkedHashMap<>();

  /** The versions of a shipment's rows. */
  private final Map<String, Set<Integer>> versions = new HashMap<>();

  /** What the folds had at those versions. */
  private final Map<At, Map<View<?>, List<@Nullable Object[]>>> then = new HashMap<>();

  private record Row(String shipmentId, int version, @Nullable Object[] values) {}

  private record At(String shipmentId, int version) {}

  ViewCheck(Contexts contexts, int shards, Consumer<Difference> found) {
    this.contexts = contexts;
    this.shards = shards;
    this.found = found;
  }

  /** Reads the rows of shipments; comes before their folds. */
  void read(Connection connection, Array ids) throws SQLException {
    for (View<?> view : FoldedRows.views(contexts)) {
      rows.put(view, read(connection, ids, view));
    }
    rows.values()
        .forEach(
            all ->
                all.forEach(
                    row ->
                        versions
                            .computeIfAbsent(row.shipmentId, id -> new HashSet<>())
                            .add(row.version)));
  }

  private static List<Row> read(Connection connection, Array ids, View<?> view)
      throws SQLException {
    String columns = view.columns().stream().map(Column::name).collect(Collectors.joining(", "));
    List<Row> read = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select shipment_id, version, %s from %s where shipment_id = any(?)"
                .formatted(columns, view.table()))) {
      statement.setArray(1, ids);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          read.add(new Row(row.getString("shipment_id"), row.getInt("version"), values(row, view)));
        }
      }
    }
    return read;
  }

  /** Takes a fold after each of its events. */
  void take(ShipmentStream stream) {
    if (versions.getOrDefault(stream.shipmentId(), Set.of()).contains(stream.version())) {
      then.put(new At(stream.shipmentId(), stream.version()), folded(stream));
    }
  }

  private Map<View<?>, List<@Nullable Object[]>> folded(ShipmentStream stream) {
    return FoldedRows.of(contexts, Shards.of(stream.shipmentId(), shards), stream);
  }

  /** Compares the rows of shipments whose events could be folded, with their whole streams. */
  void compare(Map<String, ShipmentStream> streams) {
    Map<View<?>, Map<String, Row>> expected = new HashMap<>();
    streams.forEach(
        (id, stream) ->
            folded(stream)
                .forEach(
                    (view, all) -> {
                      Map<String, Row> byKey =
                          expected.computeIfAbsent(view, v -> new LinkedHashMap<>());
                      all.forEach(
                          values ->
                              byKey.put(
                                  key(id, view, values), new Row(id, stream.version(), values)));
                    }));
    rows.forEach(
        (view, read) -> {
          Map<String, Row> missing = expected.getOrDefault(view, new HashMap<>());
          for (Row row : read) {
            if (streams.containsKey(row.shipmentId)) {
              compare(view, row, missing.remove(key(row.shipmentId, view, row.values)));
            }
          }
          missing
              .values()
              .forEach(row -> report(view, row.shipmentId, row.version, null, row.version));
        });
  }

  /** A row's shipment and the values of its key columns. */
  private static String key(String shipmentId, View<?> view, @Nullable Object[] values) {
    StringBuilder key = new StringBuilder(shipmentId);
    for (int i = 0; i < values.length; i++) {
      if (view.columns().get(i).key()) {
        key.append(' ').append(values[i]);
      }
    }
    return key.toString();
  }

  private void compare(View<?> view, Row row, @Nullable Row wanted) {
    if (wanted == null) {
      report(view, row.shipmentId, row.version, row.version, null);
      return;
    }
    if (row.version > wanted.version) {
      report(view, row.shipmentId, row.version, row.version, wanted.version);
    } else if (!wasSoThen(view, row, wanted)) {
      report(view, row.shipmentId, row.version, row.version, "a version that has this row");
    }
    for (int i = 0; i < row.values.length; i++) {
      if (!Objects.deepEquals(row.values[i], wanted.values[i])) {
        String column = view.columns().get(i).name();
        found.accept(
            new Difference(
                view.table(),
                row.shipmentId,
                row.version,
                column,
                row.values[i],
                wanted.values[i]));
      }
    }
  }

  /** Whether the fold had the row that is wanted when it had the version of the one that is. */
  private boolean wasSoThen(View<?> view, Row row, Row wanted) {
    return then
        .getOrDefault(new At(row.shipmentId, row.version), Map.of())
        .getOrDefault(view, List.of())
        .stream()
        .anyMatch(values -> Arrays.deepEquals(values, wanted.values));
  }

  private void report(
      View<?> view,
      String shipmentId,
      int version,
      @Nullable Object is,
      @Nullable Object expected) {
    found.accept(new Difference(view.table(), shipmentId, version, "version", is, expected));
  }

  private static @Nullable Object[] values(ResultSet row, View<?> view) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    for (Column column : view.columns()) {
      values.add(
          switch (column.type()) {
            case TEXT -> row.getString(column.name());
            case INT -> row.getObject(column.name(), Integer.class);
            case BIGINT -> row.getObject(column.name(), Long.class);
            case TIMESTAMPTZ -> instant(row.getTimestamp(column.name()));
            case BOOL -> row.getObject(column.name(), Boolean.class);
            case BYTEA -> row.getBytes(column.name());
          });
    }
    return values.toArray();
  }

  static @Nullable Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }
}

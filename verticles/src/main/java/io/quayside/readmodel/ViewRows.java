package io.quayside.readmodel;

import io.quayside.domain.View;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a view in one batch, column by column, as parameters of {@link BatchStatement}. */
final class ViewRows {
  private final View<?> view;
  private final List<String> shipmentIds = new ArrayList<>();
  private final List<Integer> versions = new ArrayList<>();
  private final List<Integer> changedAt = new ArrayList<>();
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  ViewRows(View<?> view) {
    this.view = view;
  }

  /** {@code version} is that of the shipment, {@code changed} the one at which the row changed. */
  void add(String shipmentId, int version, int changed, @Nullable Object[] row) {
    shipmentIds.add(shipmentId);
    versions.add(version);
    changedAt.add(changed);
    rows.add(row);
  }

  /** Adds the arrays of shipment ids, of each column, and of both versions. */
  void addTo(Tuple parameters) {
    parameters.addValue(shipmentIds.toArray(String[]::new));
    for (int column = 0; column < view.columns().size(); column++) {
      parameters.addValue(column(column, view.columns().get(column).type()));
    }
    parameters.addValue(changedAt.toArray(Integer[]::new));
    parameters.addValue(versions.toArray(Integer[]::new));
  }

  private @Nullable Object[] column(int column, View.Type type) {
    @Nullable Object[] values = array(type, rows.size());
    for (int row = 0; row < values.length; row++) {
      @Nullable Object value = rows.get(row)[column];
      values[row] =
          switch (value) {
            case null -> null;
            case Instant time -> Batch.utc(time);
            case byte[] bytes -> Batch.wrapped(bytes);
            default -> value;
          };
    }
    return values;
  }

  private static @Nullable Object[] array(View.Type type, int length) {
    return switch (type) {
      case TEXT -> new String[length];
      case INT -> new Integer[length];
      case BIGINT -> new Long[length];
      case TIMESTAMPTZ -> new OffsetDateTime[length];
      case BOOL -> new Boolean[length];
      case BYTEA -> new Buffer[length];
    };
  }
}

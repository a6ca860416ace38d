package io.quayside.readmodel;

import io.quayside.domain.View;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that a shipment has in the views of the read models, made of its stream alone. */
public final class FoldedRows {
  private FoldedRows() {}

  /** All views. */
  public static List<View<?>> views(Contexts contexts) {
    List<View<?>> views = new ArrayList<>(contexts.views().all());
    views.add(IdentifierRows.VIEW);
    views.add(SagaRows.VIEW);
    return views;
  }

  /** All rows by view; every view is there, also those without rows. */
  public static Map<View<?>, List<@Nullable Object[]>> of(
      Contexts contexts, int shard, ShipmentStream stream) {
    Map<View<?>, List<@Nullable Object[]>> rows = new LinkedHashMap<>();
    contexts.views().all().forEach(view -> rows.put(view, List.of()));
    contexts.views().rows(stream, rows::put);
    rows.put(IdentifierRows.VIEW, IdentifierRows.of(stream));
    rows.put(
        SagaRows.VIEW,
        StreamProcess.hasWork(stream)
            ? Collections.singletonList(SagaRows.of(shard, stream))
            : List.of());
    return rows;
  }
}

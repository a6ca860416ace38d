package io.quayside.readmodel;

import io.quayside.domain.View;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.stream.StreamProcess;
import io.quayside.log.feed.LogEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of views that a batch changes. */
final class BatchViews {
  private final Contexts contexts;

  /** Shipments whose rows in a context's views are to be written again, by context. */
  private final Map<Integer, Set<String>> viewsDue = new TreeMap<>();

  /** The streams between the events of shipments with several in the batch, oldest first. */
  private final Map<String, List<ShipmentStream>> between = new HashMap<>(0);

  private final Set<String> identifiersDue = new LinkedHashSet<>(0);

  BatchViews(Contexts contexts) {
    this.contexts = contexts;
  }

  /** An event; {@code before} is the stream before it if that has come in this batch too. */
  void add(StoredEvent event, @Nullable ShipmentStream before, ShipmentStream after) {
    if (before != null) {
      between.computeIfAbsent(after.shipmentId(), id -> new ArrayList<>(2)).add(before);
    }
    for (int context : contexts.views().changedBy(event.event(), after)) {
      viewsDue.computeIfAbsent(context, c -> new LinkedHashSet<>()).add(after.shipmentId());
    }
  }

  /** Notes the shipment of an event that may add an identifier. */
  void addIdentifiers(LogEntry<StoredEvent> entry) {
    IdentifierRows.note(entry, identifiersDue);
  }

  /** The rows of all views that the batch of a shard changes, by view. */
  Map<View<?>, ViewRows> rows(int shard, Map<String, ShipmentStream> streams) {
    Map<View<?>, ViewRows> views = new LinkedHashMap<>();
    viewsDue.forEach(
        (context, shipmentIds) -> {
          for (String shipmentId : shipmentIds) {
            ShipmentStream stream = Objects.requireNonNull(streams.get(shipmentId));
            Map<View<?>, List<@Nullable Object[]>> rows = rows(context, stream);
            List<RowsAt> before = before(shipmentId, earlier -> rows(context, earlier));
            rows.forEach((view, all) -> add(views, view, stream, all, before));
          }
        });
    for (String shipmentId : identifiersDue) {
      ShipmentStream stream = Objects.requireNonNull(streams.get(shipmentId));
      List<RowsAt> before = before(shipmentId, BatchViews::identifierRows);
      identifierRows(stream).forEach((view, all) -> add(views, view, stream, all, before));
    }
    for (ShipmentStream stream : streams.values()) {
      Map<View<?>, List<@Nullable Object[]>> rows = sagaRows(shard, stream);
      rows.forEach(
          (view, all) ->
              add(
                  views,
                  view,
                  stream,
                  all,
                  before(stream.shipmentId(), earlier -> sagaRows(shard, earlier))));
    }
    return views;
  }

  /** The rows of a shipment's views after an earlier event of the batch. */
  private record RowsAt(int version, Map<View<?>, List<@Nullable Object[]>> rows) {}

  private List<RowsAt> before(
      String shipmentId, Function<ShipmentStream, Map<View<?>, List<@Nullable Object[]>>> rows) {
    List<ShipmentStream> earlier = between.get(shipmentId);
    return earlier == null
        ? List.of()
        : earlier.stream().map(one -> new RowsAt(one.version(), rows.apply(one))).toList();
  }

  /** The rows of a context's views; none while the stream has nothing of the context. */
  private Map<View<?>, List<@Nullable Object[]>> rows(int context, ShipmentStream stream) {
    Map<View<?>, List<@Nullable Object[]>> rows = new LinkedHashMap<>();
    contexts.views().rows(context, stream, rows::put);
    return rows;
  }

  private static Map<View<?>, List<@Nullable Object[]>> identifierRows(ShipmentStream stream) {
    return Map.of(IdentifierRows.VIEW, IdentifierRows.of(stream));
  }

  private static Map<View<?>, List<@Nullable Object[]>> sagaRows(int shard, ShipmentStream stream) {
    return StreamProcess.hasWork(stream)
        ? Map.of(SagaRows.VIEW, Collections.singletonList(SagaRows.of(shard, stream)))
        : Map.of();
  }

  /** A row has the version of the event that changed it last, whatever batch that came in. */
  private static void add(
      Map<View<?>, ViewRows> views,
      View<?> view,
      ShipmentStream stream,
      List<@Nullable Object[]> rows,
      List<RowsAt> before) {
    ViewRows all = views.computeIfAbsent(view, ViewRows::new);
    for (@Nullable Object[] row : rows) {
      int version = stream.version();
      for (RowsAt earlier : before.reversed()) {
        List<@Nullable Object[]> then = earlier.rows.getOrDefault(view, List.of());
        if (then.stream().noneMatch(one -> Arrays.deepEquals(one, row))) {
          break;
        }
        version = earlier.version;
      }
      all.add(stream.shipmentId(), stream.version(), version, row);
    }
  }
}

package io.quayside.domain.stream;

import io.quayside.domain.Event;
import io.quayside.domain.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of contexts: which of them there are, and their rows of a stream. */
public final class ContextViews {
  private final List<BoundContext<?, ?, ?>> contexts;

  ContextViews(List<BoundContext<?, ?, ?>> contexts) {
    this.contexts = contexts;
  }

  /** Receives the rows of a view. */
  @FunctionalInterface
  public interface ViewRows {
    void add(View<?> view, List<@Nullable Object[]> rows);
  }

  /** The tables of all contexts. */
  public List<View<?>> all() {
    List<View<?>> views = new ArrayList<>();
    contexts.forEach(bound -> views.addAll(bound.context().views()));
    return views;
  }

  /**
   * The places of the contexts whose tables an event may change: its own context, and where it
   * assigns a carrier every context that has a slice of the stream.
   */
  public List<Integer> changedBy(Event event, ShipmentStream after) {
    boolean ofAll = event.assignedCarrier() != null;
    List<Integer> changed = new ArrayList<>(0);
    for (BoundContext<?, ?, ?> bound : contexts) {
      boolean concerned =
          ofAll
              ? after.slices().get(bound.index()) != null
              : bound.context().eventClass().isInstance(event);
      if (concerned && !bound.context().views().isEmpty()) {
        changed.add(bound.index());
      }
    }
    return changed;
  }

  /** Hands over the rows of a context's tables; none where the stream has nothing of it. */
  public void rows(int context, ShipmentStream stream, ViewRows rows) {
    contexts.get(context).views(stream, rows);
  }

  /** Hands over the rows of all contexts' tables. */
  public void rows(ShipmentStream stream, ViewRows rows) {
    contexts.forEach(bound -> bound.views(stream, rows));
  }
}

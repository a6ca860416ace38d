package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.problem.Problem;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Context;
import io.quayside.domain.Decision;
import io.quayside.domain.Event;
import io.quayside.domain.EventForm;
import io.quayside.domain.EventType;
import io.quayside.domain.View;
import io.quayside.domain.Viewer;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.stream.ContextViews.ViewRows;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A context with its place among the slices. */
record BoundContext<S, C extends Command, E extends Event>(int index, Context<S, C, E> context) {
  String name() {
    return context.name();
  }

  @SuppressWarnings("unchecked") // only this context writes the slice of its place
  private @Nullable S slice(Slices slices) {
    return (S) slices.get(index);
  }

  Decision decide(Slices slices, Command command, Actor by, Instant now) {
    return context.decide(slice(slices), context.commandClass().cast(command), by, now);
  }

  Slices evolve(Slices slices, Event event, int version) {
    S after = context.evolve(slice(slices), context.eventClass().cast(event), version);
    return slices.with(index, after);
  }

  EventType<?> typeOf(Event event) {
    return context.typeOf(context.eventClass().cast(event));
  }

  boolean mayRead(Principal principal, Slices slices) {
    S slice = slice(slices);
    return slice != null && context.mayRead(principal, slice);
  }

  boolean mayReadSubject(Principal principal, Slices slices, Command command) {
    S slice = slice(slices);
    return slice != null
        && context.mayReadSubject(principal, slice, context.commandClass().cast(command));
  }

  Problem refusalToReader(Command command) {
    return context.refusalToReader(context.commandClass().cast(command));
  }

  boolean changesReaders(Event event) {
    return context.changesReaders(context.eventClass().cast(event));
  }

  EventForm form(Viewer viewer, Event event) {
    return context.form(viewer, context.eventClass().cast(event));
  }

  void writeReduced(JsonWriter out, Event event) {
    context.writeReduced(out, context.eventClass().cast(event));
  }

  void write(JsonWriter out, Slices slices) {
    context.writeSlice(out, Objects.requireNonNull(slice(slices)));
  }

  Slices read(StoredFields fields, Slices slices) {
    return slices.with(index, context.readSlice(fields));
  }

  void views(ShipmentStream stream, ViewRows rows) {
    S slice = slice(stream.slices());
    if (slice == null) {
      return;
    }
    Shipment shipment = stream.shipment();
    View.Subject subject =
        new View.Subject(
            stream.tenant(), shipment.booking().shipper(), shipment.carrier(), shipment.bookedAt());
    for (View<S> view : context.views()) {
      rows.add(view, view.rows().of(slice, subject));
    }
  }
}

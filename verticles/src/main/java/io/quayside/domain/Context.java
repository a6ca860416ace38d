package io.quayside.domain;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of a context: all that routes, WebSocket names, codecs, the projection and the
 * published documents need of it. A context owns one slice {@code S} of a shipment's stream and
 * decides on that slice alone.
 *
 * @param <S> the slice; null until the context's first event
 * @param <C> the context's commands
 * @param <E> the context's events
 */
public interface Context<S, C extends Command, E extends Event> {
  /** The principal may know of the shipment, but not do this. */
  Problem NOT_ALLOWED =
      new Problem(ProblemCode.FORBIDDEN, "The caller may not do this to this shipment");

  /** The context's name, under which its slice is stored. */
  String name();

  /**
   * The member of receipts and withheld events that holds {@link Event#number}, as {@code tender};
   * null for a context whose events are about the shipment itself.
   */
  default @Nullable String numberName() {
    return null;
  }

  Class<C> commandClass();

  Class<E> eventClass();

  /** All commands that callers may send. */
  List<CommandType<? extends C>> commands();

  /** All event types that are written; former versions have an upcaster. */
  List<EventType<? extends E>> events();

  /** The type that an event is stored under. */
  EventType<? extends E> typeOf(E event);

  /**
   * Decides a command. {@code now} becomes the event's time; it has no fraction of a millisecond.
   */
  Decision decide(@Nullable S sliceOrNull, C command, Actor by, Instant now);

  /**
   * The slice after an event with that version.
   *
   * @throws IllegalStateException if the event cannot have come from this slice
   */
  S evolve(@Nullable S sliceOrNull, E event, int version);

  /** Whether there are viewers that see less than all of an event of this context. */
  default boolean hasForms() {
    return false;
  }

  /** How much of an event a viewer sees; all where the context has no forms. */
  default EventForm form(Viewer viewer, E event) {
    return EventForm.FULL;
  }

  /** Writes the members of {@link EventForm#REDUCED}, but {@code status}. */
  default void writeReduced(JsonWriter out, E event) {
    throw new IllegalStateException("no event of this context has a reduced form");
  }

  /**
   * Whether the slice gives a shipper or carrier of the stream's tenant the right to read the
   * stream. Operators and services may read all of their tenant, devices nothing.
   */
  default boolean mayRead(Principal principal, S slice) {
    return false;
  }

  /**
   * Whether a carrier of the stream's tenant may read what a command is about, a tender say, even
   * where it may not read the stream.
   */
  default boolean mayReadSubject(Principal carrier, S slice, C command) {
    return false;
  }

  /** What a reader of the stream is told that may not send a command, of a role that may. */
  default Problem refusalToReader(C command) {
    return NOT_ALLOWED;
  }

  /** Whether an event may change who may read the stream. */
  default boolean changesReaders(E event) {
    return false;
  }

  /** Writes the slice's members into an object that the caller has begun. */
  void writeSlice(JsonWriter out, S slice);

  /** Reads the members that {@link #writeSlice} wrote, and no others. */
  S readSlice(StoredFields fields);

  /** The tables that the slice is projected into. */
  default List<View<S>> views() {
    return List.of();
  }
}

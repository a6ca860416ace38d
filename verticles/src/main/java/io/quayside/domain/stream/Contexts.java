package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import io.quayside.domain.Context;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.Event;
import io.quayside.domain.EventForm;
import io.quayside.domain.EventType;
import io.quayside.domain.Status;
import io.quayside.domain.Viewer;
import io.quayside.domain.bidding.BiddingContext;
import io.quayside.domain.booking.BookingCommand;
import io.quayside.domain.booking.BookingCommand.InPhase;
import io.quayside.domain.booking.BookingContext;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.documentation.DocumentationContext;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.shipment.ShipmentContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of a shipment's stream, and the functions over all of them: decide, apply, look up
 * by name. {@link #STANDARD} is the one list; nothing else switches over contexts or their types.
 */
public final class Contexts {
  /** The place of the shipment context, which opens every stream. */
  static final int SHIPMENT = 0;

  public static final BiddingContext BIDDING = new BiddingContext();
  public static final DocumentationContext DOCUMENTATION = new DocumentationContext();
  public static final BookingContext BOOKING = new BookingContext();

  /** The contexts of Quayside. A new context adds its line here. */
  public static final Contexts STANDARD =
      new Contexts(
          List.of(new ShipmentContext(), BIDDING, DOCUMENTATION, BOOKING), new CrossContextRules());

  private final List<BoundContext<?, ?, ?>> all = new ArrayList<>();
  private final ContextViews views = new ContextViews(all);
  private final Map<String, CommandType<?>> commands = new LinkedHashMap<>();
  private final Map<Class<?>, CommandType<?>> commandsByClass = new LinkedHashMap<>();
  private final Map<String, String> numberNames = new HashMap<>();
  private final Map<String, EventType<?>> events = new LinkedHashMap<>();

  /** The names of the event types of which every viewer sees all. */
  private final Set<String> plainTypes = new HashSet<>();

  private final Upcasters upcasters;
  private final Gate gate;
  private final Rights rights = new Rights(this);
  private final List<Context<?, ?, ?>> contexts;
  private final Slices none;

  /**
   * The first context must be the shipment's. Names of commands, events and contexts are unique.
   */
  public Contexts(List<? extends Context<?, ?, ?>> contexts, Gate gate) {
    this(contexts, gate, Upcasters.NONE);
  }

  /** As above, with former versions of event types. */
  public Contexts(List<? extends Context<?, ?, ?>> contexts, Gate gate, Upcasters upcasters) {
    if (!(contexts.getFirst() instanceof ShipmentContext)) {
      throw new IllegalArgumentException("the first context must be the shipment's");
    }
    this.gate = gate;
    contexts.forEach(this::add);
    this.upcasters = upcasters;
    upcasters.verify(events.keySet());
    this.contexts = List.copyOf(contexts);
    this.none = Slices.none(this.contexts);
  }

  private void add(Context<?, ?, ?> context) {
    all.add(new BoundContext<>(all.size(), context));
    for (CommandType<?> type : context.commands()) {
      requireNew(commands.put(type.name(), type), type.name());
      commandsByClass.put(type.type(), type);
      String numberName = context.numberName();
      if (numberName != null) {
        numberNames.put(type.name(), numberName);
      }
    }
    for (EventType<?> type : context.events()) {
      requireNew(events.put(type.name(), type), type.name());
      if (!context.hasForms()) {
        plainTypes.add(type.name());
      }
    }
  }

  private static void requireNew(@Nullable Object former, String name) {
    if (former != null) {
      throw new IllegalArgumentException(name + " belongs to two contexts");
    }
  }

  /** The stream of a shipment that was never booked. */
  public ShipmentStream empty(String shipmentId) {
    return new ShipmentStream(
        Principal.DEFAULT_TENANT, shipmentId, 0, Instant.EPOCH, none, null, List.of());
  }

  /**
   * Decides a command on a stream: its context first, then the gate. The event's time is the
   * clock's, in milliseconds, or the time of the stream's last event if the clock is behind that:
   * time in a stream never runs backwards.
   */
  public Decision decide(ShipmentStream stream, Command command, Actor by, Instant clock) {
    if (stream.version() == 0 && !command.opensStream()) {
      return new Rejected(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment");
    }
    Instant cut = clock.truncatedTo(ChronoUnit.MILLIS);
    Instant now = cut.isBefore(stream.updatedAt()) ? stream.updatedAt() : cut;
    Decision decision = of(command).decide(stream.slices(), informed(stream, command), by, now);
    return decision instanceof Accepted
        ? gate.check(stream, command).<Decision>map(refused -> refused).orElse(decision)
        : decision;
  }

  /** A command with what its context needs to know of the others. */
  private static Command informed(ShipmentStream stream, Command command) {
    return command instanceof BookingCommand booking
        ? new InPhase(booking, stream.status(), StreamProcess.phase(stream))
        : command;
  }

  /** What principals may do with streams. */
  public Rights rights() {
    return rights;
  }

  /** Whether a slice of the stream makes a shipper or carrier of its tenant a reader. */
  boolean isReaderBySlice(Principal principal, ShipmentStream stream) {
    for (BoundContext<?, ?, ?> context : all) {
      if (context.mayRead(principal, stream.slices())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a carrier of the stream's tenant may read what a command is about. */
  boolean isReaderOfSubject(Principal carrier, ShipmentStream stream, Command command) {
    return of(command).mayReadSubject(carrier, stream.slices(), command);
  }

  /** See {@link Context#refusalToReader}. */
  Problem refusalToReader(Command command) {
    return of(command).refusalToReader(command);
  }

  /** Whether an event may change who may read its stream. */
  public boolean changesReaders(Event event) {
    return of(event).changesReaders(event);
  }

  /**
   * The stored form of a stream's next event.
   *
   * @param tenant the tenant of a stream that the event opens; all other events have their stream's
   */
  public StoredEvent next(ShipmentStream stream, String tenant, String commandId, Event event) {
    BoundContext<?, ?, ?> context = of(event);
    int version = stream.version() + 1;
    Slices after = context.evolve(stream.slices(), event, version);
    Shipment shipment = Objects.requireNonNull((Shipment) after.get(SHIPMENT));
    return new StoredEvent(
        stream.version() == 0 ? tenant : stream.tenant(),
        stream.shipmentId(),
        version,
        context.typeOf(event).name(),
        commandId,
        shipment.status(),
        event);
  }

  /**
   * The stream after its next event.
   *
   * @throws IllegalStateException if the event cannot follow: the wrong version, tenant, status or
   *     state
   */
  public ShipmentStream apply(ShipmentStream stream, StoredEvent stored) {
    if (stored.version() != stream.version() + 1) {
      throw new IllegalStateException(
          "version " + stored.version() + " cannot follow version " + stream.version());
    }
    if (stream.version() > 0 && !stored.tenant().equals(stream.tenant())) {
      throw new IllegalStateException(
          stored.type() + " is of tenant " + stored.tenant() + ", not of " + stream.tenant());
    }
    Slices after = of(stored.event()).evolve(stream.slices(), stored.event(), stored.version());
    Status status = after.get(SHIPMENT) instanceof Shipment shipment ? shipment.status() : null;
    if (status != stored.status()) {
      throw new IllegalStateException(
          stored.type() + " leads to " + status + ", not to " + stored.status());
    }
    ShipmentStream followed = stream.followedBy(stored, after);
    BookingProgress settled = StreamProcess.settled(followed, stored.event());
    return settled == null
        ? followed
        : followed.with(after.with(contexts.indexOf(BOOKING), settled));
  }

  /** The commands that callers may send, by name, in the order of the contexts. */
  public Map<String, CommandType<?>> commands() {
    return Collections.unmodifiableMap(commands);
  }

  /** The type of a command. */
  public CommandType<?> typeOf(Command command) {
    return Objects.requireNonNull(
        commandsByClass.get(command.getClass()), "a command of no context");
  }

  /** The protocol number from which on every member understands a command's event. */
  public int protocolOf(Command command) {
    CommandType<?> type = commandsByClass.get(command.getClass());
    // Commands of the booking process alone have no type of their own.
    return type != null
        ? type.protocol()
        : of(command).context().commands().stream()
            .mapToInt(CommandType::protocol)
            .max()
            .orElseThrow();
  }

  /** The type that an event is stored under. */
  public EventType<?> typeOf(Event event) {
    return of(event).typeOf(event);
  }

  /** The names of all event types that the contexts write. */
  public Set<String> eventTypes() {
    return Collections.unmodifiableSet(events.keySet());
  }

  /** The former versions of event types. */
  public Upcasters upcasters() {
    return upcasters;
  }

  /** The event type with that stored name, or null. */
  public @Nullable EventType<?> eventType(String name) {
    return events.get(name);
  }

  /** Whether there are viewers that see less than all of an event. */
  public boolean hasForms(Event event) {
    return of(event).context().hasForms();
  }

  /** As {@link #hasForms(Event)}, of a stored type's name; true for an unknown one. */
  public boolean hasForms(String type) {
    return !plainTypes.contains(type);
  }

  /** How much of an event a viewer sees. */
  public EventForm form(Viewer viewer, Event event) {
    return of(event).form(viewer, event);
  }

  /** Writes the members of an event's reduced form, but {@code status}. */
  public void writeReduced(JsonWriter out, Event event) {
    of(event).writeReduced(out, event);
  }

  /** The member that holds {@link Event#number}; null where events are about the shipment. */
  public @Nullable String numberName(Event event) {
    return of(event).context().numberName();
  }

  /**
   * The member of a command's receipt that holds the number of its tender or document; null where
   * receipts have none.
   */
  public @Nullable String numberName(CommandType<?> type) {
    return numberNames.get(type.name());
  }

  /** The tables of the contexts. */
  public ContextViews views() {
    return views;
  }

  /** The contexts that may be null in a stream: all but the shipment's. */
  List<BoundContext<?, ?, ?>> others() {
    return all.subList(SHIPMENT + 1, all.size());
  }

  BoundContext<?, ?, ?> shipment() {
    return all.get(SHIPMENT);
  }

  private BoundContext<?, ?, ?> of(Command command) {
    for (BoundContext<?, ?, ?> bound : all) {
      if (bound.context().commandClass().isInstance(command)) {
        return bound;
      }
    }
    throw new IllegalArgumentException("no context decides " + command.getClass());
  }

  private BoundContext<?, ?, ?> of(Event event) {
    for (BoundContext<?, ?, ?> bound : all) {
      if (bound.context().eventClass().isInstance(event)) {
        return bound;
      }
    }
    throw new IllegalArgumentException("no context has " + event.getClass());
  }
}

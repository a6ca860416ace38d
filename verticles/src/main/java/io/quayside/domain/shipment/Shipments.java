package io.quayside.domain.shipment;

import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentCancelled;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions that carry the shipment context. A null state is a shipment not booked yet. */
public final class Shipments {
  private Shipments() {}

  /**
   * Decides a command. {@code now} becomes the event's {@code recordedAt}, cut to the milliseconds
   * that the log keeps.
   */
  public static Decision decide(
      @Nullable Shipment stateOrNull, ShipmentCommand command, Instant now) {
    Instant recordedAt = now.truncatedTo(ChronoUnit.MILLIS);
    if (command instanceof BookShipment book) {
      return stateOrNull == null
          ? new Accepted(new ShipmentBooked(book.booking(), recordedAt))
          : illegal(stateOrNull, "BookShipment");
    }
    if (stateOrNull == null) {
      return new Rejected(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment");
    }
    return decideOnBooked(stateOrNull, command, recordedAt);
  }

  private static Decision decideOnBooked(Shipment state, ShipmentCommand command, Instant at) {
    return switch (command) {
      case BookShipment book -> illegal(state, "BookShipment");
      case AssignCarrier assign ->
          Transitions.ASSIGNABLE.contains(state.status())
              ? new Accepted(new CarrierAssigned(assign.carrier(), assign.vehicle(), at))
              : illegal(state, "AssignCarrier");
      case ReleaseShipment release ->
          Transitions.RELEASABLE.contains(state.status())
              ? new Accepted(new ShipmentReleased(at))
              : illegal(state, "ReleaseShipment");
      case RecordMilestone milestone -> decideMilestone(state, milestone.milestone(), at);
      case CancelShipment cancel ->
          Transitions.CANCELLABLE.contains(state.status())
              ? new Accepted(new ShipmentCancelled(cancel.reason(), at))
              : illegal(state, "CancelShipment");
    };
  }

  private static Decision decideMilestone(Shipment state, Milestone milestone, Instant at) {
    Status after = Transitions.after(state, milestone.code());
    if (isLate(state, milestone)) {
      Status status = after != null && Transitions.isFinal(after) ? after : state.status();
      return new Accepted(new MilestoneRecorded(milestone, true, status, at));
    }
    return after == null
        ? illegal(state, "RecordMilestone " + milestone.code())
        : new Accepted(new MilestoneRecorded(milestone, false, after, at));
  }

  /**
   * Whether a milestone happened before the one that last moved the status. Never so before the
   * pickup and on a cancelled shipment, for neither has had a milestone.
   */
  private static boolean isLate(Shipment state, Milestone milestone) {
    return state.lastMilestone() != null
        && milestone.occurredAt().isBefore(state.lastMilestone().occurredAt());
  }

  private static Rejected illegal(Shipment state, String command) {
    return new Rejected(
        ProblemCode.ILLEGAL_TRANSITION, state.status() + " does not allow " + command);
  }

  /**
   * The state after an event.
   *
   * @throws IllegalStateException if the event cannot have come from this state
   */
  public static Shipment evolve(@Nullable Shipment stateOrNull, ShipmentEvent event) {
    if (event instanceof ShipmentBooked booked) {
      require(stateOrNull == null, stateOrNull, event);
      return new Shipment(
          booked.booking(), Status.BOOKED, null, null, null, null, null, booked.recordedAt());
    }
    if (stateOrNull == null) {
      throw impossible(null, event);
    }
    return evolveBooked(stateOrNull, event);
  }

  private static Shipment evolveBooked(Shipment state, ShipmentEvent event) {
    return switch (event) {
      case ShipmentBooked booked -> throw impossible(state, event);
      case CarrierAssigned assigned ->
          moved(state, Transitions.ASSIGNABLE, event, assigned.carrier(), assigned.vehicle());
      case ShipmentReleased released ->
          moved(state, Transitions.RELEASABLE, event, state.carrier(), state.vehicle());
      case ShipmentCancelled cancelled ->
          moved(state, Transitions.CANCELLABLE, event, state.carrier(), state.vehicle());
      case MilestoneRecorded recorded -> evolveMilestone(state, recorded);
    };
  }

  private static Shipment moved(
      Shipment state,
      Set<Status> from,
      ShipmentEvent event,
      @Nullable String carrier,
      @Nullable String vehicle) {
    require(from.contains(state.status()), state, event);
    return new Shipment(
        state.booking(),
        event.status(),
        null,
        carrier,
        vehicle,
        state.lastMilestone(),
        state.lastMilestoneRecordedAt(),
        state.bookedAt());
  }

  private static Shipment evolveMilestone(Shipment state, MilestoneRecorded event) {
    Milestone milestone = event.milestone();
    require(event.late() == isLate(state, milestone), state, event);
    boolean moves = !event.late() || event.status() != state.status();
    if (moves) {
      boolean mayMove = !event.late() || Transitions.isFinal(event.status());
      boolean allowed = event.status() == Transitions.after(state, milestone.code());
      require(mayMove && allowed, state, event);
    }
    return new Shipment(
        state.booking(),
        event.status(),
        statusBeforeException(state, event.status()),
        state.carrier(),
        state.vehicle(),
        moves ? milestone : state.lastMilestone(),
        moves ? event.recordedAt() : state.lastMilestoneRecordedAt(),
        state.bookedAt());
  }

  private static @Nullable Status statusBeforeException(Shipment state, Status after) {
    if (after != Status.EXCEPTION) {
      return null;
    }
    // A late milestone on a shipment in EXCEPTION leaves it there.
    return state.status() == Status.EXCEPTION ? state.statusBeforeException() : state.status();
  }

  private static void require(boolean possible, @Nullable Shipment state, ShipmentEvent event) {
    if (!possible) {
      throw impossible(state, event);
    }
  }

  private static IllegalStateException impossible(@Nullable Shipment state, ShipmentEvent event) {
    String status = state == null ? "a shipment not booked" : state.status().toString();
    return new IllegalStateException(status + " cannot have become " + event);
  }
}

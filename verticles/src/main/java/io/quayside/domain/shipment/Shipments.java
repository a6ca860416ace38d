package io.quayside.domain.shipment;

import io.quayside.domain.shipment.Decision.Accepted;
import io.quayside.domain.shipment.Decision.Rejected;
import io.quayside.domain.shipment.Decision.Rejection;
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

/** The functions that carry the shipment context. A null state is a shipment not booked yet. */
public final class Shipments {
  private Shipments() {}

  /**
   * What a command comes to. {@code now} becomes the event's {@code recordedAt}, cut to
   * milliseconds, for that is what the log keeps.
   */
  public static Decision decide(Shipment stateOrNull, ShipmentCommand command, Instant now) {
    Instant recordedAt = now.truncatedTo(ChronoUnit.MILLIS);
    if (command instanceof BookShipment book) {
      return stateOrNull == null
          ? new Accepted(new ShipmentBooked(book.booking(), recordedAt))
          : illegal(stateOrNull, "BookShipment");
    }
    if (stateOrNull == null) {
      return new Rejected(Rejection.SHIPMENT_NOT_FOUND, "there is no shipment with this id");
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
    if (isLate(state, milestone)) {
      return new Accepted(new MilestoneRecorded(milestone, true, state.status(), at));
    }
    Status after = Transitions.after(state, milestone.code());
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
        Rejection.ILLEGAL_TRANSITION, state.status() + " does not allow " + command);
  }

  /**
   * The state after an event.
   *
   * @throws IllegalStateException if the event cannot have come from this state
   */
  public static Shipment evolve(Shipment stateOrNull, ShipmentEvent event) {
    if (event instanceof ShipmentBooked booked) {
      require(stateOrNull == null, stateOrNull, event);
      return new Shipment(
          booked.booking(),
          Status.BOOKED,
          null,
          null,
          null,
          null,
          null,
          booked.recordedAt(),
          booked.recordedAt());
    }
    require(stateOrNull != null, null, event);
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
      Shipment state, Set<Status> from, ShipmentEvent event, String carrier, String vehicle) {
    require(from.contains(state.status()), state, event);
    return new Shipment(
        state.booking(),
        event.status(),
        null,
        carrier,
        vehicle,
        state.lastMilestone(),
        state.lastMilestoneRecordedAt(),
        state.bookedAt(),
        event.recordedAt());
  }

  private static Shipment evolveMilestone(Shipment state, MilestoneRecorded event) {
    Milestone milestone = event.milestone();
    require(event.late() == isLate(state, milestone), state, event);
    Status after = event.late() ? state.status() : Transitions.after(state, milestone.code());
    require(event.status() == after, state, event);
    return new Shipment(
        state.booking(),
        after,
        statusBeforeException(state, after),
        state.carrier(),
        state.vehicle(),
        event.late() ? state.lastMilestone() : milestone,
        event.late() ? state.lastMilestoneRecordedAt() : event.recordedAt(),
        state.bookedAt(),
        event.recordedAt());
  }

  private static Status statusBeforeException(Shipment state, Status after) {
    if (after != Status.EXCEPTION) {
      return null;
    }
    // A late milestone on a shipment in EXCEPTION leaves it there.
    return state.status() == Status.EXCEPTION ? state.statusBeforeException() : state.status();
  }

  private static void require(boolean possible, Shipment state, ShipmentEvent event) {
    if (!possible) {
      throw impossible(state, event);
    }
  }

  private static IllegalStateException impossible(Shipment state, ShipmentEvent event) {
    String status = state == null ? "a shipment not booked" : state.status().toString();
    return new IllegalStateException(status + " cannot have become " + event);
  }
}

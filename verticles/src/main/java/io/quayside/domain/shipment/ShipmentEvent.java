package io.quayside.domain.shipment;

import io.quayside.domain.Event;
import io.quayside.domain.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a shipment. Each event carries the status after it and the time at which the
 * gateway recorded it, so that a reader needs no state machine of its own.
 */
public sealed interface ShipmentEvent extends Event {
  Status status();

  record ShipmentBooked(Booking booking, Instant recordedAt) implements ShipmentEvent {
    @Override
    public Status status() {
      return Status.BOOKED;
    }
  }

  record CarrierAssigned(String carrier, @Nullable String vehicle, Instant recordedAt)
      implements ShipmentEvent {
    @Override
    public Status status() {
      return Status.CARRIER_ASSIGNED;
    }

    @Override
    public String assignedCarrier() {
      return carrier;
    }
  }

  record ShipmentReleased(Instant recordedAt) implements ShipmentEvent {
    @Override
    public Status status() {
      return Status.RELEASED;
    }
  }

  /**
   * {@code late}: the milestone happened before the one that last moved the status. A late one
   * moves the status only if it ends the shipment.
   */
  record MilestoneRecorded(Milestone milestone, boolean late, Status status, Instant recordedAt)
      implements ShipmentEvent {}

  record ShipmentCancelled(String reason, Instant recordedAt) implements ShipmentEvent {
    @Override
    public Status status() {
      return Status.CANCELLED;
    }
  }
}

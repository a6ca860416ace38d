package io.quayside.domain.shipment;

import java.time.Instant;

/**
 * What happened to a shipment. Each event carries the status after it and the time at which the
 * gateway recorded it, so that a reader needs no state machine of its own.
 */
public sealed interface ShipmentEvent {
  Status status();

  Instant recordedAt();

  record ShipmentBooked(Booking booking, Instant recordedAt) implements ShipmentEvent {
    @Override
    public Status status() {
      return Status.BOOKED;
    }
  }

  record CarrierAssigned(String carrier, String vehicle, Instant recordedAt)
      implements ShipmentEvent {
    @Override
    public Status status() {
      return Status.CARRIER_ASSIGNED;
    }
  }

  record ShipmentReleased(Instant recordedAt) implements ShipmentEvent {
    @Override
    public Status status() {
      return Status.RELEASED;
    }
  }

  /** {@code late}: it happened before the milestone that last moved the status, and moved none. */
  record MilestoneRecorded(Milestone milestone, boolean late, Status status, Instant recordedAt)
      implements ShipmentEvent {}

  record ShipmentCancelled(String reason, Instant recordedAt) implements ShipmentEvent {
    @Override
    public Status status() {
      return Status.CANCELLED;
    }
  }
}

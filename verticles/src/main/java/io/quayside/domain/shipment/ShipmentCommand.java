package io.quayside.domain.shipment;

import io.quayside.domain.Command;
import org.jspecify.annotations.Nullable;

/** What can be asked of a shipment. Shapes and bounds have been checked before one exists. */
public sealed interface ShipmentCommand extends Command {
  record BookShipment(Booking booking) implements ShipmentCommand {
    @Override
    public boolean opensStream() {
      return true;
    }
  }

  /** {@code carrier} is a SCAC; {@code vehicle} may be null. */
  record AssignCarrier(String carrier, @Nullable String vehicle) implements ShipmentCommand {}

  record ReleaseShipment() implements ShipmentCommand {}

  record RecordMilestone(Milestone milestone) implements ShipmentCommand {}

  record CancelShipment(String reason) implements ShipmentCommand {}
}

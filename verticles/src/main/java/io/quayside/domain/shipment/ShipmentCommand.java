package io.quayside.domain.shipment;

/** What can be asked of a shipment. Shapes and bounds have been checked before one exists. */
public sealed interface ShipmentCommand {
  record BookShipment(Booking booking) implements ShipmentCommand {}

  /** {@code carrier} is a SCAC; {@code vehicle} may be null. */
  record AssignCarrier(String carrier, String vehicle) implements ShipmentCommand {}

  record ReleaseShipment() implements ShipmentCommand {}

  record RecordMilestone(Milestone milestone) implements ShipmentCommand {}

  record CancelShipment(String reason) implements ShipmentCommand {}
}

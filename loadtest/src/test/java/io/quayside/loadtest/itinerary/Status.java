package io.quayside.loadtest.itinerary;

/** Where a shipment stands, as the contract names it. */
public enum Status {
  BOOKED,
  CARRIER_ASSIGNED,
  RELEASED,
  CANCELLED,
  PICKED_UP,
  IN_TRANSIT,
  AT_FACILITY,
  CUSTOMS_HOLD,
  OUT_FOR_DELIVERY,
  DELIVERY_ATTEMPTED,
  AVAILABLE_FOR_PICKUP,
  EXCEPTION,
  RETURNING,
  DELIVERED,
  RETURNED,
  LOST
}

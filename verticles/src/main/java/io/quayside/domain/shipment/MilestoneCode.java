package io.quayside.domain.shipment;

/** What can happen to a shipment on its way, in the words of the trade. */
public enum MilestoneCode {
  PICKED_UP,
  DEPARTED,
  ARRIVED,
  CUSTOMS_HELD,
  CUSTOMS_RELEASED,
  OUT_FOR_DELIVERY,
  DELIVERY_ATTEMPTED,
  AVAILABLE_FOR_PICKUP,
  DELIVERED,
  EXCEPTION_RAISED,
  EXCEPTION_RESOLVED,
  RETURN_STARTED,
  RETURNED,
  LOST
}

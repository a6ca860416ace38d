package io.quayside.domain.shipment;

/** Why a shipment left its plan. */
public enum ExceptionCode {
  DAMAGED,
  DELAYED,
  LOST_CONTACT,
  REFUSED,
  OTHER
}

package io.quayside.domain.shipment;

/** The answer to a command: one event, or the reason why not. */
public sealed interface Decision {
  record Accepted(ShipmentEvent event) implements Decision {}

  record Rejected(Rejection rejection, String detail) implements Decision {}

  /** Why a command was refused. */
  enum Rejection {
    SHIPMENT_NOT_FOUND,
    ILLEGAL_TRANSITION
  }
}

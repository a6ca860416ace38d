package io.quayside.domain.booking;

/** What a booking does when it cannot go on as planned. */
public enum Remedy {
  /** Tells that a person is needed. */
  HOLD,
  /** Cancels the shipment. */
  CANCEL
}

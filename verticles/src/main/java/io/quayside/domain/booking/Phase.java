package io.quayside.domain.booking;

/** How far a booking has come. */
public enum Phase {
  /** Looks for a carrier. */
  TENDERING,
  /** Has a carrier and collects what the release waits for. */
  DOCUMENTING,
  /** Released, not picked up. */
  RELEASED,
  /** Picked up, not delivered. */
  TRANSPORTING,
  /** Delivered, returned or lost; what the completion waits for is missing. */
  CLOSING,
  /** Cancelled; what was begun is being undone. */
  COMPENSATING,
  /** Final: what was begun is undone. */
  COMPENSATED,
  /** Final: the shipment was delivered, returned or lost, and nothing is missing. */
  COMPLETED;

  /** Whether the process never acts again. */
  public boolean isFinal() {
    return this == COMPENSATED || this == COMPLETED;
  }
}

package io.quayside.domain.booking;

/** How a completed booking ended. */
public enum Outcome {
  DELIVERED,
  RETURNED,
  LOST
}

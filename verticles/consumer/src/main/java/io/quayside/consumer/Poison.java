package io.quayside.consumer;

/** What becomes of an event whose handler goes on failing. */
public enum Poison {
  /**
   * The event and all later ones of its shipment are put aside, in order; other shipments go on.
   */
  PARK_SHIPMENT,
  /** Its partition waits while it is retried; after the last retry the consumer stops. */
  STOP
}

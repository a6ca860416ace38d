package io.quayside.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A fact of a shipment's stream, in one context. */
public interface Event {
  /** The time at which the gateway recorded the event, in milliseconds. */
  Instant recordedAt();

  /**
   * The number, within the shipment, of what the event is about: a tender, a document; 0 for the
   * shipment itself.
   */
  default int number() {
    return 0;
  }

  /** The carrier that the event assigns to the shipment, or null. */
  default @Nullable String assignedCarrier() {
    return null;
  }

  /** The carrier that will not carry the shipment any more if it is the assigned one, or null. */
  default @Nullable String freedCarrier() {
    return null;
  }
}

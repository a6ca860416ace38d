package io.quayside.domain;

import java.time.Instant;

/** A fact of a shipment's stream, in one context. */
public interface Event {
  /** The time at which the gateway recorded the event, in milliseconds. */
  Instant recordedAt();
}

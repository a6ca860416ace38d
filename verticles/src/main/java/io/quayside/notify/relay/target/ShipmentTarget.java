package io.quayside.notify.relay.target;

import io.vertx.core.Future;

/** A target that keeps the order of each shipment, of which it gets one event at a time. */
public non-sealed interface ShipmentTarget extends Target {
  /** Connects; fails with a {@link TargetException}. */
  Future<Void> open();

  /** How many events may be under way. */
  int maxInFlight();

  /** Begins to send an event, maybe with the ones that follow before {@link #flush}. */
  Future<Sent> send(Outgoing event);

  /** No more events follow in this turn. */
  void flush();
}

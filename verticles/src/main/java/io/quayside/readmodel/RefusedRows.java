package io.quayside.readmodel;

import io.vertx.core.Future;

/** What becomes of records whose rows the store refuses. */
public interface RefusedRows {
  /**
   * Makes it durable that a record is parked, with all later events of its shipment if it is an
   * event. Completes on the projection's context; a failure means that it is to be tried again.
   */
  Future<?> park(Refused refused);
}

package io.quayside.domain.stream;

import io.quayside.domain.Event;
import io.quayside.domain.Status;
import java.time.Instant;

/**
 * An event as the log keeps it.
 *
 * @param tenant the tenant of the shipment, for its whole life
 * @param version counts the events of a shipment from 1, over all contexts
 * @param type the type name as stored, as {@code shipment.booked.v1}; {@code event} is of its
 *     newest version
 * @param commandId the id of the command that the event answers
 * @param status the shipment's status after the event
 */
public record StoredEvent(
    String tenant,
    String shipmentId,
    int version,
    String type,
    String commandId,
    Status status,
    Event event) {
  public StoredEvent {
    if (version < 1) {
      throw new IllegalArgumentException("versions count from 1, not " + version);
    }
  }

  /** The event's id for the outside: {@code <shipmentId>/<version>}. */
  public String id() {
    return shipmentId + '/' + version;
  }

  /** The time at which the gateway recorded the event. */
  public Instant recordedAt() {
    return event.recordedAt();
  }
}

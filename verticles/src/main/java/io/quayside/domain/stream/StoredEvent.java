package io.quayside.domain.stream;

import io.quayside.domain.shipment.EventTypes;
import io.quayside.domain.shipment.ShipmentEvent;

/**
 * An event as the log keeps it. {@code version} counts a shipment's events from 1; {@code
 * commandId} is the command's that it answers.
 */
public record StoredEvent(
    String shipmentId, int version, String type, String commandId, ShipmentEvent event) {
  public StoredEvent {
    if (version < 1) {
      throw new IllegalArgumentException("versions count from 1, not " + version);
    }
    if (!type.equals(EventTypes.typeOf(event))) {
      throw new IllegalArgumentException(type + " is not the type of " + event);
    }
  }

  /** The event with the type that belongs to it. */
  public static StoredEvent of(
      String shipmentId, int version, String commandId, ShipmentEvent event) {
    return new StoredEvent(shipmentId, version, EventTypes.typeOf(event), commandId, event);
  }

  /** The event's id for the outside. */
  public String id() {
    return shipmentId + '/' + version;
  }
}

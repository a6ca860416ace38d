package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.domain.shipment.ShipmentEvent;

/** Makes stored events of the shipment context. */
public final class Stored {
  private Stored() {}

  public static StoredEvent of(
      String shipmentId, int version, String commandId, ShipmentEvent event) {
    String type = Contexts.STANDARD.typeOf(event).name();
    return new StoredEvent(
        Principal.DEFAULT_TENANT, shipmentId, version, type, commandId, event.status(), event);
  }
}

package io.quayside.domain.stream;

import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.shipment.Shipments;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shipment's events add up to: its version, its state, and the receipts of its last {@link
 * #RECEIPTS} commands, oldest first. Version 0 with a null shipment is one that was never booked.
 */
public record ShipmentStream(
    String shipmentId, int version, Shipment shipment, List<Receipt> receipts) {

  /** How many commands a stream itself remembers; the history holds the older ones. */
  public static final int RECEIPTS = 32;

  public static ShipmentStream empty(String shipmentId) {
    return new ShipmentStream(shipmentId, 0, null, List.of());
  }

  /** The stream after its next event. */
  public ShipmentStream apply(StoredEvent stored) {
    if (stored.version() != version + 1) {
      throw new IllegalArgumentException(
          "version " + stored.version() + " cannot follow version " + version);
    }
    List<Receipt> all = new ArrayList<>(Math.min(receipts.size() + 1, RECEIPTS));
    all.addAll(receipts.size() < RECEIPTS ? receipts : receipts.subList(1, RECEIPTS));
    all.add(Receipt.of(stored));
    return new ShipmentStream(
        shipmentId, stored.version(), Shipments.evolve(shipment, stored.event()), all);
  }

  /** The receipt of the command with that key, or null. */
  public Receipt receiptOf(String keyPart) {
    for (int i = receipts.size() - 1; i >= 0; i--) {
      if (receipts.get(i).commandId().startsWith(keyPart)) {
        return receipts.get(i);
      }
    }
    return null;
  }
}

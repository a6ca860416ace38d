package io.quayside.shard.actor;

import java.util.HashSet;
import java.util.Set;

/** Shipments with positions in the log and, as far as a shard has read, without a booking. */
final class UnbookedPositions {
  private final int bound;
  private final Set<String> shipmentIds = new HashSet<>();

  UnbookedPositions(int bound) {
    this.bound = bound;
  }

  /** Adds a shipment; beyond the bound any shipment may be one of them. */
  void add(String shipmentId) {
    if (shipmentIds.size() <= bound) {
      shipmentIds.add(shipmentId);
    }
  }

  /** Whether a shipment may be one of them. */
  boolean mayHave(String shipmentId) {
    return shipmentIds.size() > bound || shipmentIds.contains(shipmentId);
  }
}

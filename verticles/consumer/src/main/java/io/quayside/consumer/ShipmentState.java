package io.quayside.consumer;

import java.util.ArrayList;
import java.util.List;

/** What an instance knows of a shipment. One thread at a time uses it. */
final class ShipmentState {
  final String shipmentId;

  /** Whether {@link #persisted} and {@link #parked} were read, and no sign says otherwise. */
  boolean loaded;

  /** The version that the store has, as far as known; 0 for none. */
  int persisted;

  /** The last version seen, of an event with or without a handler; 0 for none. */
  int seen;

  /** Whether events of the shipment are parked. */
  boolean parked;

  /** Events without a handler whose versions the store does not have yet. */
  final List<Item> unwritten = new ArrayList<>(0);

  ShipmentState(String shipmentId) {
    this.shipmentId = shipmentId;
  }

  void wrote(int version) {
    persisted = version;
    seen = version;
  }
}

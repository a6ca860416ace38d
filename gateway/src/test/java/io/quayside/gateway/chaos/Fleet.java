package io.quayside.gateway.chaos;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The shipments there are: each writer's current one, and which of them have seen their last. */
final class Fleet {
  private final List<Subscriber> subscribers;
  private final Map<Integer, String> current = new ConcurrentHashMap<>();
  private final Map<String, Integer> versions = new ConcurrentHashMap<>();

  Fleet(List<Subscriber> subscribers) {
    this.subscribers = List.copyOf(subscribers);
  }

  /** The writer has a new shipment. */
  void booked(int writer, String shipmentId) {
    current.put(writer, shipmentId);
    subscribers.forEach(subscriber -> subscriber.follow(shipmentId));
  }

  /** The shipment gets no version above this one. */
  void finished(String shipmentId, int version) {
    versions.put(shipmentId, version);
    subscribers.forEach(subscriber -> subscriber.expect(shipmentId, version));
  }

  /** The shipment that the writer is at; empty before its first. */
  String current(int writer) {
    return current.getOrDefault(writer, "");
  }

  /** All that are finished, with their last versions. */
  Map<String, Integer> versions() {
    return Map.copyOf(versions);
  }
}

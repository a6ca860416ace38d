package io.quayside.consumer;

import java.util.ArrayDeque;

/**
 * Events that are handled one after another: those of a shipment, or of a partition where {@link
 * Poison#STOP} asks for it. Guarded by the engine's lock.
 */
final class Lane {
  final Partition partition;
  final String key;
  final ArrayDeque<Task> tasks = new ArrayDeque<>(2);

  /** Whether it is ready, delayed, at work or being written. */
  boolean active;

  /** The thread that works for it, or null. */
  Thread worker;

  Lane(Partition partition, String key) {
    this.partition = partition;
    this.key = key;
  }

  /** An event to be handled, or, without an item, the retry of a shipment's parked events. */
  record Task(ShipmentState state, Item item) {}
}

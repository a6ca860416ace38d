package io.quayside.consumer;

import java.util.ArrayDeque;

/**
 * Events that are handled one after another: those of a shipment, or of a partition where {@link
 * Poison#STOP} asks for it. Guarded by the engine's lock.
 */
final class Lane implements Turn {
  final Partition partition;
  final String key;
  final ArrayDeque<Task> tasks = new ArrayDeque<>(2);

  /** Whether it is ready, delayed, at work or being written. */
  boolean active;

  /** The thread that works for it, or null. */
  Thread worker;

  /** What its handler writes in, or null. */
  private volatile StoreTransaction transaction;

  Lane(Partition partition, String key) {
    this.partition = partition;
    this.key = key;
  }

  /** Moves a retry that is queued to the front; false if none is. */
  boolean retryFirst() {
    for (Task task : tasks) {
      if (task.item() == null) {
        tasks.remove(task);
        tasks.addFirst(task);
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isClosed() {
    return partition.closed;
  }

  @Override
  public boolean isAbandoned() {
    return partition.abandoned;
  }

  @Override
  public void uses(StoreTransaction transaction) {
    this.transaction = transaction;
  }

  /** Breaks off what its thread does. The partition is abandoned. */
  void abort() {
    if (worker != null) {
      worker.interrupt();
    }
    // A statement that JDBC waits for ends by no interrupt.
    StoreTransaction open = transaction;
    if (open != null) {
      open.abort();
    }
  }

  /** An event to be handled, or, without an item, the retry of a shipment's parked events. */
  record Task(ShipmentState state, Item item) {}
}

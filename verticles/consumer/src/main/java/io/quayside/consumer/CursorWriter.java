package io.quayside.consumer;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes how far the partitions of an instance are settled. */
record CursorWriter(Settings settings, Workers workers) {

  /**
   * Writes the cursors of partitions, and the versions of their events without a handler. Answers
   * what was written: nothing if the database is away.
   */
  Map<Integer, Long> flush(Collection<Partition> of) {
    Map<String, Integer> versions = new HashMap<>();
    Set<Item> written = new HashSet<>();
    Set<Lane> held = new HashSet<>();
    Map<Integer, Long> cursors = new HashMap<>();
    workers.lock.lock();
    try {
      workers.takeSettled();
      for (Partition partition : of) {
        partition.cursor();
        for (ShipmentState state : partition.unwritten) {
          Lane lane = partition.lane(workers.key(state));
          if (held.contains(lane) || Workers.hold(lane)) {
            held.add(lane);
            versions.put(state.shipmentId, state.seen);
            written.addAll(state.unwritten);
          }
        }
        cursors.put(partition.number(), partition.cursor(written));
      }
    } finally {
      workers.lock.unlock();
    }
    boolean done = cursors.isEmpty() || write(versions, cursors);
    workers.lock.lock();
    try {
      if (done) {
        for (Partition partition : of) {
          settle(partition, versions);
        }
      }
      held.forEach(workers::release);
    } finally {
      workers.lock.unlock();
    }
    return done ? cursors : Map.of();
  }

  private static void settle(Partition partition, Map<String, Integer> versions) {
    for (ShipmentState state : List.copyOf(partition.unwritten)) {
      Integer version = versions.get(state.shipmentId);
      if (version != null) {
        state.persisted = version;
        partition.written(state);
      }
    }
  }

  private boolean write(Map<String, Integer> versions, Map<Integer, Long> cursors) {
    try (StoreTransaction transaction = settings.store().begin()) {
      if (!versions.isEmpty()) {
        transaction.raise(settings.name(), versions);
      }
      transaction.putCursors(settings.name(), cursors);
      transaction.commit();
      return true;
    } catch (SQLException e) {
      Log.warn("the database is away: " + e.getMessage());
      return false;
    }
  }

  /** The cursors of all partitions; tells the processor if shipments may begin anywhere. */
  Map<Integer, Long> read(Processor processor) throws SQLException {
    try (StoreTransaction transaction = settings.store().begin()) {
      if (transaction.beginsAnywhere(settings.name())) {
        processor.acceptAnyFirstVersion();
      }
      return transaction.cursors(settings.name());
    }
  }

  /** Writes the cursors of partitions where the consumer never was. */
  void begin(Map<Integer, Long> cursors) throws SQLException {
    try (StoreTransaction transaction = settings.store().begin()) {
      transaction.putCursors(settings.name(), cursors);
      if (settings.startAt() == StartAt.LATEST) {
        transaction.beginAnywhere(settings.name());
      }
      transaction.commit();
    }
  }

  /** Forgets all that the store has of the consumer, and writes other cursors. */
  void rewind(Map<Integer, Long> cursors) throws SQLException {
    try (StoreTransaction transaction = settings.store().begin()) {
      transaction.forget(settings.name());
      transaction.putCursors(settings.name(), cursors);
      transaction.beginAnywhere(settings.name());
      transaction.commit();
    }
  }
}

package io.quayside.consumer;

import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store without a database, for tests of handlers. {@link Tx#update} notes its statement and
 * answers 1; {@link Tx#connection} is refused with an {@link UnsupportedOperationException}.
 * Transactions come one after another, and what is rolled back leaves nothing.
 */
public final class InMemoryStore implements Store {
  /** A statement that a handler ran, and that was committed. A parameter may be null. */
  public record Update(String sql, List<Object> parameters) {}

  /** All that is kept, copied by every transaction. */
  private record Kept(
      Map<String, Integer> versions,
      Map<String, TreeMap<Integer, StoreTransaction.Row>> parked,
      Map<Integer, Long> cursors,
      Set<String> anywhere,
      List<Update> updates) {
    Kept copy() {
      Map<String, TreeMap<Integer, StoreTransaction.Row>> rows = new TreeMap<>();
      parked.forEach((id, ofShipment) -> rows.put(id, new TreeMap<>(ofShipment)));
      return new Kept(
          new HashMap<>(versions),
          rows,
          new HashMap<>(cursors),
          new HashSet<>(anywhere),
          new ArrayList<>(updates));
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private Kept kept = new Kept(Map.of(), Map.of(), Map.of(), Set.of(), List.of());

  /** The statements that handlers ran through {@link Tx#update}, in order. */
  public List<Update> updates() {
    lock.lock();
    try {
      return List.copyOf(kept.updates);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void createTables() {}

  @Override
  public StoreTransaction begin() {
    lock.lock();
    return new Transaction(kept.copy());
  }

  /** The consumer's name is not looked at: a store belongs to one. */
  final class Transaction implements StoreTransaction, Tx {
    private final Kept work;
    private boolean closed;

    private Transaction(Kept work) {
      this.work = work;
    }

    @Override
    public Tx tx() {
      return this;
    }

    @Override
    public Connection connection() {
      throw new UnsupportedOperationException("an InMemoryStore has no connection");
    }

    @Override
    public int update(String sql, Object... parameters) {
      work.updates.add(
          new Update(sql, Collections.unmodifiableList(Arrays.asList(parameters.clone()))));
      return 1;
    }

    @Override
    public Known known(String consumer, String shipmentId) {
      return new Known(version(consumer, shipmentId), head(consumer, shipmentId) != null);
    }

    @Override
    public int version(String consumer, String shipmentId) {
      return work.versions.getOrDefault(shipmentId, 0);
    }

    @Override
    public boolean advance(String consumer, String shipmentId, int before, int version) {
      if (version(consumer, shipmentId) != before) {
        return false;
      }
      work.versions.put(shipmentId, version);
      return true;
    }

    @Override
    public void raise(String consumer, Map<String, Integer> versions) {
      versions.forEach((id, version) -> work.versions.merge(id, version, Math::max));
    }

    @Override
    public void lock(String consumer, String shipmentId) {
      // A transaction is alone.
    }

    @Override
    public Row head(String consumer, String shipmentId) {
      var rows = work.parked.get(shipmentId);
      return rows == null ? null : rows.firstEntry().getValue();
    }

    @Override
    public int parkedOf(String consumer, String shipmentId) {
      var rows = work.parked.get(shipmentId);
      return rows == null ? 0 : rows.size();
    }

    @Override
    public int parkedInAll(String consumer) {
      return work.parked.values().stream().mapToInt(Map::size).sum();
    }

    @Override
    public void put(String consumer, Row row) {
      work.parked.computeIfAbsent(row.shipmentId(), id -> new TreeMap<>()).put(row.version(), row);
    }

    @Override
    public void append(String consumer, Row row) {
      work.parked
          .computeIfAbsent(row.shipmentId(), id -> new TreeMap<>())
          .putIfAbsent(row.version(), row);
    }

    @Override
    public void remove(String consumer, String shipmentId, int version) {
      work.parked.computeIfPresent(
          shipmentId,
          (id, rows) -> {
            rows.remove(version);
            return rows.isEmpty() ? null : rows;
          });
    }

    @Override
    public List<Row> heads(String consumer) {
      return work.parked.values().stream().map(rows -> rows.firstEntry().getValue()).toList();
    }

    @Override
    public List<Row> due(String consumer, Collection<Integer> partitions, Instant now) {
      return heads(consumer).stream()
          .filter(row -> row.state() == RowState.RETRYING && !row.nextAttemptAt().isAfter(now))
          .filter(row -> partitions.contains(row.partition()))
          .toList();
    }

    @Override
    public boolean beginsAnywhere(String consumer) {
      return work.anywhere.contains(consumer);
    }

    @Override
    public void beginAnywhere(String consumer) {
      work.anywhere.add(consumer);
    }

    @Override
    public Map<Integer, Long> cursors(String consumer) {
      return Map.copyOf(work.cursors);
    }

    @Override
    public void putCursors(String consumer, Map<Integer, Long> cursors) {
      work.cursors.putAll(cursors);
    }

    @Override
    public void forget(String consumer) {
      work.versions.clear();
      work.parked.clear();
      work.cursors.clear();
      work.anywhere.clear();
    }

    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public void commit() {
      kept = work;
    }

    @Override
    public void abort() {
      // Nothing in it waits.
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        lock.unlock();
      }
    }
  }
}

package io.quayside.shard.process;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The next timers of a shard's shipments, at most one a shipment, earliest first. Bounded. */
final class Timers {
  private final int bound;
  private final Map<String, Timer> byShipment = new HashMap<>();
  private final TreeSet<Timer> ordered =
      new TreeSet<>(Comparator.comparingLong(Timer::at).thenComparing(Timer::shipmentId));

  record Timer(long at, String tenant, String shipmentId) {}

  Timers(int bound) {
    this.bound = bound;
  }

  boolean isEmpty() {
    return ordered.isEmpty();
  }

  int size() {
    return ordered.size();
  }

  boolean has(String shipmentId) {
    return byShipment.containsKey(shipmentId);
  }

  /** Sets a shipment's timer in place of the one it has; drops the latest one above the bound. */
  void set(Timer timer) {
    remove(timer.shipmentId());
    byShipment.put(timer.shipmentId(), timer);
    ordered.add(timer);
    if (ordered.size() > bound) {
      remove(ordered.last().shipmentId());
    }
  }

  void remove(String shipmentId) {
    Timer former = byShipment.remove(shipmentId);
    if (former != null) {
      ordered.remove(former);
    }
  }

  /** The earliest timer, or null. */
  @Nullable Timer first() {
    return ordered.isEmpty() ? null : ordered.first();
  }

  /** Removes and returns the earliest timer if it is due, else returns null. */
  @Nullable Timer pollDue(long nowMillis) {
    Timer first = first();
    if (first == null || first.at() > nowMillis) {
      return null;
    }
    remove(first.shipmentId());
    return first;
  }

  void clear() {
    byShipment.clear();
    ordered.clear();
  }
}

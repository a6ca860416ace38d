package io.quayside.consumer;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What an instance has in hand of a partition that it is assigned. Guarded by the engine's lock.
 */
final class Partition {
  private static final int MAX_STATES = 20_000;

  /** More than this above the cursor are never settled or in hand. */
  private static final int MAX_WINDOW = 10_000;

  private static final int MAX_UNHANDLED = 2_000;

  final TopicPartition topicPartition;

  /** Of the partition's records those from the first one on that the cursor may not pass. */
  private final ArrayDeque<Item> window = new ArrayDeque<>();

  private final Map<String, Lane> lanes = new HashMap<>();
  private final LinkedHashMap<String, ShipmentState> states = new LinkedHashMap<>(64, 0.75f, true);

  /** Shipments with events without a handler whose versions the store does not have yet. */
  final Set<ShipmentState> unwritten = new LinkedHashSet<>();

  /** Shipments of which a retry is queued. */
  final Set<String> retrying = new HashSet<>();

  /** Behind the last record that was read. */
  private long next;

  private int unhandled;

  /** How many threads are at work for it. */
  int running;

  /** Whether no more is to be started. */
  volatile boolean closed;

  /** Whether what is under way is to be rolled back. */
  volatile boolean abandoned;

  /** Until when it is not read on, in nanoseconds of the clock, because too much is parked. */
  long fullUntilNanos;

  boolean full;

  Partition(TopicPartition topicPartition, long next) {
    this.topicPartition = topicPartition;
    this.next = next;
  }

  int number() {
    return topicPartition.partition();
  }

  void add(Item item) {
    window.add(item);
    next = item.offset + 1;
    if (!item.handled) {
      unhandled++;
    }
  }

  void handled(Item item) {
    if (!item.handled) {
      item.handled = true;
      unhandled--;
    }
  }

  Lane lane(String key) {
    return lanes.computeIfAbsent(key, k -> new Lane(this, k));
  }

  void drop(Lane lane) {
    lanes.remove(lane.key);
  }

  Collection<Lane> lanes() {
    return lanes.values();
  }

  /** What is known of a shipment. Those that were not used for long are forgotten. */
  ShipmentState state(String shipmentId) {
    ShipmentState state = states.computeIfAbsent(shipmentId, ShipmentState::new);
    if (states.size() > MAX_STATES) {
      var eldest = states.values().iterator();
      ShipmentState oldest = eldest.next();
      if (oldest != state && oldest.unwritten.isEmpty() && !lanes.containsKey(oldest.shipmentId)) {
        eldest.remove();
      }
    }
    return state;
  }

  /** Notes that the store has the last version seen of a shipment. */
  void written(ShipmentState state) {
    state.unwritten.forEach(Item::settle);
    state.unwritten.clear();
    unwritten.remove(state);
  }

  /** Forgets what is settled, and answers the offset below which all is. */
  long cursor() {
    while (!window.isEmpty() && window.peek().settled) {
      window.poll();
    }
    return window.isEmpty() ? next : window.peek().offset;
  }

  /** As {@link #cursor}, if those items were settled too. */
  long cursor(Set<Item> alsoSettled) {
    for (Item item : window) {
      if (!item.settled && !alsoSettled.contains(item)) {
        return item.offset;
      }
    }
    return next;
  }

  boolean mayReadOn(boolean paused, long nowNanos) {
    if (full && fullUntilNanos - nowNanos <= 0) {
      full = false;
    }
    long span = window.isEmpty() ? 0 : next - window.peek().offset;
    return !full
        && span < MAX_WINDOW - Engine.MAX_POLL_RECORDS
        && unhandled < (paused ? 1 : MAX_UNHANDLED);
  }

  /** The time of the oldest record that is not handled; -1 if there is none in hand. */
  long oldestTimestamp() {
    if (unhandled > 0) {
      for (Item item : window) {
        if (!item.handled) {
          return item.timestamp;
        }
      }
    }
    return -1;
  }
}

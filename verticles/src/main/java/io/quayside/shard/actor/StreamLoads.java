package io.quayside.shard.actor;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** The shipments of a shard that are being loaded, and the events that wait for them. */
final class StreamLoads {
  /** For events of the log at once; loads for requests have a bound of their own. */
  private static final int MOST_FOR_EVENTS = 64;

  /** At so many waiting events no more are read. */
  private static final int MANY_EVENTS = 1_000;

  /** Offsets of events that wait for their shipment to be loaded. */
  private final TreeSet<Long> deferred = new TreeSet<>();

  /** Shipments that are to be loaded for an event. */
  private final LinkedHashSet<ShipmentActor> due = new LinkedHashSet<>();

  private final Set<ShipmentActor> loadingForEvents = new HashSet<>();
  private int underWay;
  private boolean starting;

  /** Loads under way, for events and for requests. */
  int underWay() {
    return underWay;
  }

  /** Whether so many events wait that others are left in the log. */
  boolean areMany() {
    return deferred.size() >= MANY_EVENTS;
  }

  /** The first offset whose event waits; {@code next} if none does. */
  long firstWaiting(long next) {
    return deferred.isEmpty() ? next : deferred.first();
  }

  void defer(long offset) {
    deferred.add(offset);
  }

  void resume(long offset) {
    deferred.remove(offset);
  }

  /** Has a shipment loaded for the events that wait for it, in its turn. */
  void loadForEvents(ShipmentActor actor) {
    if (!loadingForEvents.contains(actor)) {
      due.add(actor);
      startDue();
    }
  }

  private void startDue() {
    if (starting) {
      // A load that fails at once ends within its start.
      return;
    }
    starting = true;
    while (loadingForEvents.size() < MOST_FOR_EVENTS && !due.isEmpty()) {
      ShipmentActor actor = due.removeFirst();
      loadingForEvents.add(actor);
      actor.load();
      if (!actor.isLoading()) {
        loadingForEvents.remove(actor);
      }
    }
    starting = false;
  }

  void started() {
    underWay++;
  }

  void ended(ShipmentActor actor) {
    underWay--;
    loadingForEvents.remove(actor);
    startDue();
  }
}

package io.quayside.push;

import io.vertx.core.Context;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who on this node wants to hear of which shipment. Publishing may come from any thread and costs
 * one look-up where nobody listens; each subscriber is called on its own event loop, in the order
 * of publishing.
 */
public final class PushHub {
  private final ConcurrentHashMap<String, List<Loop>> interest = new ConcurrentHashMap<>();

  /** What a subscriber is called with, on its event loop. */
  public interface Subscriber {
    /** An event; {@code frame} is shared by all its subscribers. */
    void event(String shipmentId, int version, SharedFrame frame);

    void position(String shipmentId, SharedFrame frame);
  }

  /** An event of a shipment, after the log has confirmed it. */
  public void event(String shipmentId, int version, byte[] value) {
    List<Loop> loops = interest.get(shipmentId);
    if (loops != null) {
      SharedFrame frame = SharedFrame.event(shipmentId, version, value);
      for (Loop loop : loops) {
        loop.deliver(shipmentId, s -> s.event(shipmentId, version, frame));
      }
    }
  }

  /** A position of a shipment, as the JSON object that queries answer. */
  public void position(String shipmentId, byte[] value) {
    List<Loop> loops = interest.get(shipmentId);
    if (loops != null) {
      SharedFrame frame = SharedFrame.position(shipmentId, value);
      for (Loop loop : loops) {
        loop.deliver(shipmentId, s -> s.position(shipmentId, frame));
      }
    }
  }

  /** Whether anybody on this node listens to a shipment. */
  public boolean hasSubscribers(String shipmentId) {
    return interest.containsKey(shipmentId);
  }

  /** The subscribers of one event loop; to be used on it only. */
  public Loop loop(Context context) {
    return new Loop(context);
  }

  /** One event loop's subscribers. */
  public final class Loop {
    private final Context context;
    private final Map<String, Set<Subscriber>> subscribers = new HashMap<>();

    private Loop(Context context) {
      this.context = context;
    }

    /** From now on every event and position is handed over; a second time changes nothing. */
    public void subscribe(String shipmentId, Subscriber subscriber) {
      Set<Subscriber> all = subscribers.get(shipmentId);
      if (all == null) {
        all = new LinkedHashSet<>();
        subscribers.put(shipmentId, all);
        interest.merge(shipmentId, List.of(this), PushHub::plus);
      }
      all.add(subscriber);
    }

    public void unsubscribe(String shipmentId, Subscriber subscriber) {
      Set<Subscriber> all = subscribers.get(shipmentId);
      if (all != null && all.remove(subscriber) && all.isEmpty()) {
        subscribers.remove(shipmentId);
        interest.computeIfPresent(shipmentId, (id, loops) -> minus(loops, this));
      }
    }

    private void deliver(String shipmentId, java.util.function.Consumer<Subscriber> delivery) {
      context.runOnContext(
          v -> {
            Set<Subscriber> all = subscribers.get(shipmentId);
            if (all != null) {
              // A copy: a subscriber that is too slow is closed, hence removed, while called.
              List.copyOf(all).forEach(delivery);
            }
          });
    }
  }

  private static List<Loop> plus(List<Loop> loops, List<Loop> more) {
    Set<Loop> all = new LinkedHashSet<>(loops);
    all.addAll(more);
    return List.copyOf(all);
  }

  private static List<Loop> minus(List<Loop> loops, Loop loop) {
    List<Loop> rest = loops.stream().filter(l -> l != loop).toList();
    return rest.isEmpty() ? null : rest;
  }
}

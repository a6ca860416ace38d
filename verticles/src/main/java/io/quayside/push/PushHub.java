package io.quayside.push;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who on this node wants to hear of which shipment. Publishing may come from any thread and costs
 * one look-up where nobody listens; each subscriber is called on its own event loop, in the order
 * of publishing.
 */
public final class PushHub {
  private final ConcurrentHashMap<String, List<Loop>> interest = new ConcurrentHashMap<>();
  private final Interest onInterest;

  /** What is told of each shipment when the first subscriber comes and when the last has gone. */
  public interface Interest {
    /** May be called from any thread. */
    void changed(String shipmentId, boolean wanted);
  }

  public PushHub(Interest onInterest) {
    this.onInterest = onInterest;
  }

  /** What a subscriber is called with, on its event loop. */
  public interface Subscriber {
    /** An event; {@code frame} is shared by all its subscribers. */
    void event(String shipmentId, int version, SharedFrame frame);

    void position(String shipmentId, SharedFrame frame);

    /** Something may have been missed: where pushes come from has changed. */
    void recheck();
  }

  /** Has the subscribers of those shipments look whether they have missed something. */
  public void recheck(Predicate<String> shipments) {
    interest.forEach(
        (shipmentId, loops) -> {
          if (shipments.test(shipmentId)) {
            loops.forEach(loop -> loop.deliver(shipmentId, Subscriber::recheck));
          }
        });
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
        interest.compute(shipmentId, (id, loops) -> join(id, loops, this));
      }
      all.add(subscriber);
    }

    public void unsubscribe(String shipmentId, Subscriber subscriber) {
      Set<Subscriber> all = subscribers.get(shipmentId);
      if (all != null && all.remove(subscriber) && all.isEmpty()) {
        subscribers.remove(shipmentId);
        interest.computeIfPresent(shipmentId, (id, loops) -> leave(id, loops, this));
      }
    }

    private void deliver(String shipmentId, Consumer<Subscriber> delivery) {
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

  private List<Loop> join(String shipmentId, List<Loop> loops, Loop more) {
    if (loops == null) {
      onInterest.changed(shipmentId, true);
      return List.of(more);
    }
    List<Loop> all = new ArrayList<>(loops);
    all.add(more);
    return List.copyOf(all);
  }

  private List<Loop> leave(String shipmentId, List<Loop> loops, Loop gone) {
    List<Loop> rest = loops.stream().filter(loop -> loop != gone).toList();
    if (!rest.isEmpty()) {
      return rest;
    }
    onInterest.changed(shipmentId, false);
    return null;
  }
}

package io.quayside.push;

import io.quayside.common.scheduling.Scheduler;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Who on this node wants to hear of which shipment. Publishing may come from any thread and costs
 * one look-up where nobody listens; each subscriber is called on its own event loop, in the order
 * of publishing.
 */
public final class PushHub {
  private final ConcurrentHashMap<String, List<LoopSubscribers>> interest =
      new ConcurrentHashMap<>();
  private final Interest onInterest;

  /** What is told of each shipment when the first subscriber comes and when the last has gone. */
  public interface Interest {
    /** May be called from any thread. */
    void changed(String shipmentId, boolean wanted);

    /**
     * Completes, on any thread, when all that comes of a wanted shipment is published here. By
     * itself: at once.
     */
    default Future<Void> whenPushing(String shipmentId) {
      return Future.succeededFuture();
    }
  }

  public PushHub(Interest onInterest) {
    this.onInterest = onInterest;
  }

  /** What a subscriber is called with, on its event loop. */
  public interface Subscriber {
    /** Events and positions of the shipment; the bundle is good for this call only. */
    void push(FrameBatch bundle);

    /** All of a round has been pushed: what was written may go out. */
    void flush();

    /** Something may have been missed: where pushes come from has changed. */
    void recheck();
  }

  /** Has the subscribers of those shipments look whether they have missed something. */
  public void recheck(Predicate<String> shipments) {
    interest.forEach(
        (shipmentId, loops) -> {
          if (shipments.test(shipmentId)) {
            loops.forEach(loop -> loop.recheck(shipmentId));
          }
        });
  }

  /** An event of a shipment, after the log has confirmed it. */
  public void event(String shipmentId, int version, byte[] value) {
    List<LoopSubscribers> loops = interest.get(shipmentId);
    if (loops != null) {
      publish(loops, SharedFrame.event(shipmentId, version, value));
    }
  }

  /**
   * A position of a shipment: the JSON object that queries answer, from one byte to before another.
   */
  public void position(String shipmentId, byte[] bytes, int from, int to) {
    List<LoopSubscribers> loops = interest.get(shipmentId);
    if (loops != null) {
      publish(loops, SharedFrame.position(shipmentId, bytes, from, to));
    }
  }

  private static void publish(List<LoopSubscribers> loops, SharedFrame frame) {
    for (LoopSubscribers loop : loops) {
      loop.publish(frame);
    }
  }

  /** Whether anybody on this node listens to a shipment. */
  public boolean hasSubscribers(String shipmentId) {
    return interest.containsKey(shipmentId);
  }

  /** The subscribers of one event loop; to be used on it only. */
  public LoopSubscribers loop(Scheduler scheduler) {
    return new LoopSubscribers(this, scheduler);
  }

  Future<Void> whenPushing(String shipmentId) {
    return onInterest.whenPushing(shipmentId);
  }

  void join(String shipmentId, LoopSubscribers more) {
    interest.compute(
        shipmentId,
        (id, loops) -> {
          if (loops == null) {
            onInterest.changed(shipmentId, true);
            return List.of(more);
          }
          List<LoopSubscribers> all = new ArrayList<>(loops);
          all.add(more);
          return List.copyOf(all);
        });
  }

  void leave(String shipmentId, LoopSubscribers gone) {
    interest.computeIfPresent(
        shipmentId,
        (id, loops) -> {
          List<LoopSubscribers> rest = loops.stream().filter(loop -> loop != gone).toList();
          if (!rest.isEmpty()) {
            return rest;
          }
          onInterest.changed(shipmentId, false);
          return null;
        });
  }
}

package io.quayside.push;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.trace.RecordTrace;
import io.quayside.common.trace.Stage;
import io.quayside.common.trace.Traces;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of this node by shipment. Records may be published from any thread; a record
 * without a subscriber costs one look-up. Each subscriber is called on its own event loop, in the
 * order of publishing.
 */
public final class PushHub {
  /** The event loops with subscribers, by shipment. */
  private final ConcurrentHashMap<String, List<LoopSubscribers>> loopsByShipment =
      new ConcurrentHashMap<>();

  private final Interest interested;
  private final Contexts contexts;
  private final Traces traces;

  /** Follows which shipments have subscribers, to publish their records here. */
  public interface Interest {
    /** A shipment has its first subscriber, or has lost its last one. From any thread. */
    void changed(String shipmentId, boolean wanted);

    /**
     * Completes, on any thread, when every new record of a wanted shipment is published here. By
     * default at once.
     */
    default Future<Void> whenPushing(String shipmentId) {
      return Future.succeededFuture();
    }
  }

  /** A hub without traces. */
  public PushHub(Interest interested, Contexts contexts) {
    this(interested, contexts, Traces.OFF);
  }

  PushHub(Interest interested, Contexts contexts, Traces traces) {
    this.interested = interested;
    this.contexts = contexts;
    this.traces = traces;
  }

  /** A subscriber of one shipment; called on its event loop. */
  public interface Subscriber {
    /** Events and positions of the shipment; the batch is valid during this call only. */
    void push(FrameBatch batch);

    /** The round is over: written frames may be flushed. */
    void flush();

    /** The source of the pushes has changed, so that records may have been missed. */
    void recheck();

    /** A call has thrown, so that records may have been missed; the subscriber has to end. */
    void failed(RuntimeException defect);
  }

  /** Calls {@link Subscriber#recheck} of the subscribers of those shipments. */
  public void recheck(Predicate<String> shipments) {
    loopsByShipment.forEach(
        (shipmentId, loops) -> {
          if (shipments.test(shipmentId)) {
            loops.forEach(loop -> loop.recheck(shipmentId));
          }
        });
  }

  /**
   * Publishes a confirmed event; {@code value} is its record's value, {@code traceparent} (W3C
   * Trace Context) is null where it is not traced.
   */
  public void event(StoredEvent stored, byte[] value, @Nullable String traceparent) {
    List<LoopSubscribers> loops = loopsByShipment.get(stored.shipmentId());
    if (loops != null) {
      SharedFrame frame = SharedFrame.event(stored, value, contexts);
      if (traceparent != null) {
        frame.trace(new RecordTrace(traceparent, System.nanoTime()));
      }
      publish(loops, frame);
    }
  }

  /**
   * Publishes a position: the JSON object that queries answer, in {@code bytes} from {@code from}
   * to before {@code to}.
   */
  public void position(String shipmentId, byte[] bytes, int from, int to) {
    List<LoopSubscribers> loops = loopsByShipment.get(shipmentId);
    if (loops != null) {
      publish(loops, SharedFrame.position(shipmentId, bytes, from, to));
    }
  }

  /** A traced frame was written to the subscribers of an event loop. */
  void pushed(RecordTrace trace) {
    traces.record(Stage.PUSH, trace.traceparent(), trace.appendedNanos());
  }

  private static void publish(List<LoopSubscribers> loops, SharedFrame frame) {
    for (LoopSubscribers loop : loops) {
      loop.publish(frame);
    }
  }

  /** Whether a shipment has subscribers on this node. */
  public boolean hasSubscribers(String shipmentId) {
    return loopsByShipment.containsKey(shipmentId);
  }

  /** The subscribers of an event loop; to be used on that loop only. */
  public LoopSubscribers loop(Scheduler scheduler) {
    return new LoopSubscribers(this, scheduler);
  }

  Future<Void> whenPushing(String shipmentId) {
    return interested.whenPushing(shipmentId);
  }

  void join(String shipmentId, LoopSubscribers added) {
    loopsByShipment.compute(
        shipmentId,
        (id, loops) -> {
          if (loops == null) {
            interested.changed(shipmentId, true);
            return List.of(added);
          }
          List<LoopSubscribers> all = new ArrayList<>(loops);
          all.add(added);
          return List.copyOf(all);
        });
  }

  void leave(String shipmentId, LoopSubscribers left) {
    loopsByShipment.computeIfPresent(
        shipmentId,
        (id, loops) -> {
          List<LoopSubscribers> rest = loops.stream().filter(loop -> loop != left).toList();
          if (!rest.isEmpty()) {
            return rest;
          }
          interested.changed(shipmentId, false);
          return null;
        });
  }
}

package io.quayside.push;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.push.PushHub.Subscriber;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One event loop's subscribers. What is published while the loop is busy goes out in its next
 * round, bundled by shipment; after a round that wrote to many sockets the next one waits a little,
 * so that more is bundled the more there is.
 */
public final class LoopSubscribers {
  /** A round with more writes than this is followed by a pause. */
  private static final int MANY_WRITES = 64;

  private static final long PAUSE_MILLIS = 2;
  private static final long PAUSE_NANOS = PAUSE_MILLIS * 1_000_000;

  private final PushHub hub;
  private final Scheduler scheduler;
  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
  private final Map<String, Listeners> listeners = new HashMap<>();
  private final ConcurrentLinkedQueue<SharedFrame> published = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private long pauseUntilNanos;

  LoopSubscribers(PushHub hub, Scheduler scheduler) {
    this.hub = hub;
    this.scheduler = scheduler;
    this.pauseUntilNanos = scheduler.nanoTime();
  }

  /** From now on all that is published is handed over; a second time changes nothing. */
  public void subscribe(String shipmentId, Subscriber subscriber) {
    Listeners all = listeners.get(shipmentId);
    if (all == null) {
      all = new Listeners();
      listeners.put(shipmentId, all);
      hub.join(shipmentId, this);
    }
    all.subscribers.add(subscriber);
  }

  /** Completes when all that comes of a shipment that is subscribed to is handed over. */
  public Future<Void> whenPushing(String shipmentId) {
    Promise<Void> pushing = Promise.promise();
    hub.whenPushing(shipmentId)
        .onComplete(result -> scheduler.execute(() -> pushing.handle(result)));
    return pushing.future();
  }

  public void unsubscribe(String shipmentId, Subscriber subscriber) {
    Listeners all = listeners.get(shipmentId);
    if (all != null && all.subscribers.remove(subscriber) && all.subscribers.isEmpty()) {
      listeners.remove(shipmentId);
      hub.leave(shipmentId, this);
    }
  }

  /** From any thread. */
  void publish(SharedFrame frame) {
    published.add(frame);
    if (!scheduled.getAndSet(true)) {
      scheduler.execute(this::startRound);
    }
  }

  /** From any thread; comes after what was published before. */
  void recheck(String shipmentId) {
    scheduler.execute(
        () -> {
          round();
          Listeners all = listeners.get(shipmentId);
          if (all != null) {
            List.copyOf(all.subscribers).forEach(Subscriber::recheck);
          }
        });
  }

  private void startRound() {
    long pauseNanos = pauseUntilNanos - scheduler.nanoTime();
    if (pauseNanos > 0) {
      scheduler.schedule(PAUSE_MILLIS, this::round);
    } else {
      round();
    }
  }

  private void round() {
    // Whatever is published from here on has another round, or is still taken into this one.
    scheduled.set(false);
    List<Listeners> due = new ArrayList<>();
    for (SharedFrame frame = published.poll(); frame != null; frame = published.poll()) {
      Listeners all = listeners.get(frame.shipmentId());
      if (all != null && all.add(frame, allocator)) {
        due.add(all);
      }
    }
    List<Subscriber> written = new ArrayList<>();
    try {
      due.forEach(all -> all.push(written));
    } finally {
      due.forEach(Listeners::done);
    }
    written.forEach(Subscriber::flush);
    if (written.size() > MANY_WRITES) {
      pauseUntilNanos = scheduler.nanoTime() + PAUSE_NANOS;
    }
  }

  /** The subscribers of one shipment, and what is due to them in this round. */
  private static final class Listeners {
    final Set<Subscriber> subscribers = new LinkedHashSet<>(2);
    private FrameBatch bundle;

    /** Whether it is the first frame of the round. */
    boolean add(SharedFrame frame, ByteBufAllocator allocator) {
      boolean first = bundle == null;
      if (first) {
        bundle = new FrameBatch(allocator);
      }
      bundle.add(frame);
      return first;
    }

    void push(List<Subscriber> written) {
      int from = written.size();
      // A copy: a subscriber that is too slow is closed, hence removed, while called.
      written.addAll(subscribers);
      for (int i = from; i < written.size(); i++) {
        written.get(i).push(bundle);
      }
    }

    void done() {
      bundle.release();
      bundle = null;
    }
  }
}

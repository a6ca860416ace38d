package io.quayside.push;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.trace.RecordTrace;
import io.quayside.push.PushHub.Subscriber;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one event loop. Records that are published while the loop is busy are pushed
 * in its next round, as one batch per shipment. A round that wrote to more than 64 sockets is
 * followed by a pause of 2 ms, so that batches grow with the load.
 */
public final class LoopSubscribers {
  /** A round with more writes than this is followed by a pause. */
  private static final int MANY_WRITES = 64;

  private static final long PAUSE_MILLIS = 2;
  private static final long PAUSE_NANOS = PAUSE_MILLIS * 1_000_000;

  private final PushHub hub;
  private final Scheduler scheduler;
  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
  private final Map<String, Subscribers> byShipment = new HashMap<>();
  private final ConcurrentLinkedQueue<SharedFrame> published = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private long pauseUntilNanos;

  /** The traces of the frames of this round. */
  private final List<RecordTrace> traced = new ArrayList<>(0);

  LoopSubscribers(PushHub hub, Scheduler scheduler) {
    this.hub = hub;
    this.scheduler = scheduler;
    this.pauseUntilNanos = scheduler.nanoTime();
  }

  /** Pushes the shipment's records from now on; a second call has no effect. */
  public void subscribe(String shipmentId, Subscriber subscriber) {
    Subscribers all = byShipment.get(shipmentId);
    if (all == null) {
      all = new Subscribers();
      byShipment.put(shipmentId, all);
      hub.join(shipmentId, this);
    }
    all.subscribers.add(subscriber);
  }

  /** Completes when every new record of a subscribed shipment is pushed here. */
  public Future<Void> whenPushing(String shipmentId) {
    Promise<Void> pushing = Promise.promise();
    hub.whenPushing(shipmentId)
        .onComplete(result -> scheduler.execute(() -> pushing.handle(result)));
    return pushing.future();
  }

  public void unsubscribe(String shipmentId, Subscriber subscriber) {
    Subscribers all = byShipment.get(shipmentId);
    if (all != null && all.subscribers.remove(subscriber) && all.subscribers.isEmpty()) {
      byShipment.remove(shipmentId);
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

  /** From any thread; runs behind what was published before. */
  void recheck(String shipmentId) {
    scheduler.execute(
        () -> {
          round();
          Subscribers all = byShipment.get(shipmentId);
          if (all != null) {
            List.copyOf(all.subscribers).forEach(s -> isolated(s, Subscriber::recheck));
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
    // A record that is published from here on is part of this round, or schedules the next one.
    scheduled.set(false);
    List<Subscribers> due = new ArrayList<>();
    for (SharedFrame frame = published.poll(); frame != null; frame = published.poll()) {
      Subscribers all = byShipment.get(frame.shipmentId());
      if (all != null && all.add(frame, allocator)) {
        due.add(all);
      }
      if (frame.trace() != null) {
        traced.add(frame.trace());
      }
    }
    List<Subscriber> written = new ArrayList<>();
    try {
      due.forEach(all -> all.push(written));
    } finally {
      due.forEach(Subscribers::done);
    }
    written.forEach(subscriber -> isolated(subscriber, Subscriber::flush));
    if (!traced.isEmpty()) {
      traced.forEach(hub::pushed);
      traced.clear();
    }
    if (written.size() > MANY_WRITES) {
      pauseUntilNanos = scheduler.nanoTime() + PAUSE_NANOS;
    }
  }

  /** A defect of one subscriber must not keep the others from what is theirs. */
  private static void isolated(Subscriber subscriber, Consumer<Subscriber> call) {
    try {
      call.accept(subscriber);
    } catch (RuntimeException defect) {
      try {
        subscriber.failed(defect);
      } catch (RuntimeException again) {
        Faults.report("the end of a subscriber", again);
      }
    }
  }

  /** The subscribers of one shipment, and their batch of this round. */
  private static final class Subscribers {
    final Set<Subscriber> subscribers = new LinkedHashSet<>(2);
    private @Nullable FrameBatch batch;

    /** Adds a frame; returns whether it is the first of the round. */
    boolean add(SharedFrame frame, ByteBufAllocator allocator) {
      FrameBatch begun = batch;
      if (begun == null) {
        begun = new FrameBatch(allocator);
        batch = begun;
      }
      begun.add(frame);
      return begun.frames().size() == 1;
    }

    /** Pushes the batch of a round in which a frame was added. */
    void push(List<Subscriber> written) {
      FrameBatch due = Objects.requireNonNull(batch);
      int from = written.size();
      // A copy: a subscriber that is too slow is closed, and so removed, during its call.
      written.addAll(subscribers);
      Consumer<Subscriber> push = subscriber -> subscriber.push(due);
      for (int i = from; i < written.size(); i++) {
        isolated(written.get(i), push);
      }
    }

    void done() {
      Objects.requireNonNull(batch).release();
      batch = null;
    }
  }
}

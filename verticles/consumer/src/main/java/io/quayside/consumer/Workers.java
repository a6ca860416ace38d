package io.quayside.consumer;

import io.quayside.consumer.Lane.Task;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that handle events, and the lanes that wait for one. Threads of the platform: a
 * statement by JDBC from a virtual one takes twice the CPU, for the carriers that look for work.
 */
final class Workers {
  private static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ABORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Settings settings;
  private final Processor processor;
  private final Runnable wakeUp;
  private final ExecutorService threads;

  final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::untilNanos));
  private int running;
  private boolean paused;
  private int settledSinceFlush;

  private record Delayed(Lane lane, long untilNanos) {}

  /** {@code wakeUp} is run when the thread that reads has something to do. */
  Workers(Settings settings, Processor processor, Runnable wakeUp) {
    this.settings = settings;
    this.processor = processor;
    this.wakeUp = wakeUp;
    // At most as many as the consumer is parallel; one that has nothing to do ends after a minute.
    this.threads =
        Executors.newCachedThreadPool(
            Thread.ofPlatform()
                .daemon()
                .name("quayside-consumer-" + settings.name() + "-", 0)
                .factory());
  }

  void pause(boolean on) {
    lock.lock();
    try {
      paused = on;
      start();
    } finally {
      lock.unlock();
    }
  }

  boolean isPaused() {
    return paused;
  }

  /**
   * Adds an event to its lane, or, without an item, the retry of a shipment's parked events. A
   * retry goes before events that are not under way: they may be waiting for it to make room. The
   * lock is held.
   */
  void add(Partition partition, ShipmentState state, Item item) {
    Lane lane = partition.lane(key(state));
    Task task = new Task(state, item);
    if (item == null && lane.worker == null) {
      lane.tasks.addFirst(task);
      if (delayed.removeIf(one -> one.lane == lane)) {
        lane.active = false;
      }
    } else {
      lane.tasks.add(task);
    }
    makeReady(lane);
  }

  /** The key of a shipment's lane within its partition. */
  String key(ShipmentState state) {
    return settings.poison() == Poison.STOP ? "" : state.shipmentId;
  }

  private void makeReady(Lane lane) {
    if (!lane.active) {
      lane.active = true;
      ready.add(lane);
      start();
    }
  }

  /** Ends what {@link #hold} began. The lock is held. */
  void release(Lane lane) {
    lane.active = false;
    if (lane.tasks.isEmpty()) {
      lane.partition.drop(lane);
    } else {
      makeReady(lane);
    }
  }

  /** Keeps a lane from being worked on; false if it is. The lock is held. */
  static boolean hold(Lane lane) {
    if (lane.active) {
      return false;
    }
    lane.active = true;
    return true;
  }

  private void start() {
    if (threads.isShutdown()) {
      return;
    }
    int wanted = Math.min(settings.parallel() - running, paused ? 0 : ready.size());
    for (int i = 0; i < wanted; i++) {
      running++;
      threads.execute(this::work);
    }
  }

  /** Makes lanes ready whose delay is over. The lock is held. */
  void endDelays() {
    long now = System.nanoTime();
    while (!delayed.isEmpty() && delayed.peek().untilNanos - now <= 0) {
      ready.add(delayed.poll().lane);
    }
    start();
  }

  /** Begins nothing more. */
  void close() {
    lock.lock();
    try {
      threads.shutdown();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    while (true) {
      Lane lane;
      Task task;
      lock.lock();
      try {
        lane = next();
        if (lane == null) {
          running--;
          changed.signalAll();
          return;
        }
        task = lane.tasks.peek();
        lane.worker = Thread.currentThread();
        lane.partition.running++;
      } finally {
        lock.unlock();
      }
      finish(lane, task, run(lane, task));
    }
  }

  private Lane next() {
    while (!paused && !ready.isEmpty()) {
      Lane lane = ready.poll();
      if (!lane.partition.closed) {
        return lane;
      }
    }
    return null;
  }

  private Outcome run(Lane lane, Task task) {
    Duration pause = Patience.FIRST_PAUSE;
    while (true) {
      Outcome outcome = attempt(lane, task);
      if (outcome != Outcome.AWAY) {
        return outcome;
      }
      if (!Pause.sleep(pause, lane::isClosed)) {
        return Outcome.ABANDONED;
      }
      pause = Patience.next(pause);
    }
  }

  private Outcome attempt(Lane lane, Task task) {
    try {
      return task.item() == null
          ? processor.retry(task.state(), lane)
          : processor.process(task.state(), task.item(), lane);
    } catch (Throwable e) {
      // Neither the handler's nor the database's, as of a pool that has been closed.
      Log.error("the consumer " + settings.name() + " failed and tries again", e);
      task.state().loaded = false;
      return lane.isAbandoned() ? Outcome.ABANDONED : Outcome.AWAY;
    }
  }

  private void finish(Lane lane, Task task, Outcome outcome) {
    lock.lock();
    try {
      Thread.interrupted(); // of an abandoned task; the thread goes on to another
      lane.worker = null;
      lane.partition.running--;
      apply(lane, task, outcome);
      changed.signalAll();
    } catch (RuntimeException e) {
      Log.error("the consumer " + settings.name() + " failed", e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void apply(Lane lane, Task task, Outcome outcome) {
    Partition partition = lane.partition;
    switch (outcome) {
      case SETTLED, UNWRITTEN -> {
        lane.tasks.poll();
        done(partition, task, outcome);
        lane.active = false;
        if (lane.tasks.isEmpty()) {
          partition.drop(lane);
        } else {
          lane.active = true;
          ready.add(lane);
        }
      }
      case FULL -> {
        long until = System.nanoTime() + FULL_NANOS;
        partition.full = true;
        partition.fullUntilNanos = until;
        if (lane.retryFirst()) {
          ready.add(lane);
        } else {
          delayed.add(new Delayed(lane, until));
        }
      }
      case ABANDONED -> {
        // The lane stays active: nothing more is done for its partition here.
      }
      case STOPPED -> {
        partition.closed = true;
        wakeUp.run();
      }
      case AWAY -> throw new IllegalStateException("it is tried again before");
    }
  }

  private void done(Partition partition, Task task, Outcome outcome) {
    ShipmentState state = task.state();
    Item item = task.item();
    if (item == null) {
      partition.retrying.remove(state.shipmentId);
    } else {
      partition.handled(item);
      if (outcome == Outcome.UNWRITTEN) {
        state.unwritten.add(item);
        partition.unwritten.add(state);
      } else {
        item.settled = true;
        settledSinceFlush++;
      }
    }
    if (state.persisted >= state.seen && !state.unwritten.isEmpty()) {
      partition.written(state);
    }
    if (settledSinceFlush == Engine.FLUSH_EVENTS) {
      wakeUp.run();
    }
  }

  /** How many events were settled since this was asked last. The lock is held. */
  int takeSettled() {
    int settled = settledSinceFlush;
    settledSinceFlush = 0;
    return settled;
  }

  int settled() {
    return settledSinceFlush;
  }

  /**
   * Waits until nothing is under way for closed partitions. What is after the patience ends is
   * broken off, to be rolled back, and left to itself a second later. The lock is held, and given
   * up while it waits.
   */
  void awaitEnd(Collection<Partition> partitions, long patienceNanos) {
    if (!await(partitions, patienceNanos)) {
      for (Partition partition : partitions) {
        partition.abandoned = true;
        partition.lanes().forEach(Lane::abort);
      }
      await(partitions, ABORT_NANOS);
    }
  }

  /** False if something is under way yet after that time. */
  private boolean await(Collection<Partition> partitions, long nanos) {
    long left = nanos;
    while (partitions.stream().anyMatch(partition -> partition.running > 0)) {
      if (left <= 0) {
        return false;
      }
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}

package io.quayside.edge.live;

import io.quayside.common.metrics.Metrics;
import io.quayside.domain.Viewer;
import io.quayside.push.FrameBatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Bounded queue of frames to one connection. While the connection is full, frames wait in order,
 * and of each shipment's positions only the newest; one frame too many closes it as too slow.
 */
final class SendQueue {
  private final Wire wire;
  private final LiveLimits limits;
  private final Metrics metrics;
  private final Listener listener;
  private final ArrayDeque<String> queue = new ArrayDeque<>(0);
  private final LinkedHashMap<String, String> newestPositions = new LinkedHashMap<>(0);
  private final List<Promise<Void>> awaitingRoom = new ArrayList<>(0);
  private long queuedBytes;
  private State state = State.FLUSHED;

  private enum State {
    /** Nothing waits for {@link #flush}. */
    FLUSHED,
    /** A batch was written that goes out with the next {@link #flush}. */
    UNFLUSHED,
    /** Nothing is taken any more. */
    CLOSED
  }

  /** Callbacks of a queue. */
  interface Listener {
    /** Called once, when the queue is closed, from whichever side. */
    void queueClosed();

    /** Called each time when frames that waited have been written. */
    default void queueDrained() {}
  }

  /** A connection that texts are written to. */
  interface Wire {
    /** Whether it would have to buffer more than it should. */
    boolean full();

    void write(String text);

    /**
     * Writes what a viewer sees, as bytes that were made once for all that see the same; they go
     * out with the next {@link #flush}. False if this connection cannot.
     */
    default boolean write(FrameBatch batch, boolean positions, Viewer viewer) {
      return false;
    }

    default void flush() {
      // What is written as text goes out by itself.
    }

    /** To be called each time after it was full, when it no longer is. */
    void onRoom(Runnable task);

    void close(CloseCode why);
  }

  SendQueue(Wire wire, LiveLimits limits, Metrics metrics, Listener listener) {
    this.wire = wire;
    this.limits = limits;
    this.metrics = metrics;
    this.listener = listener;
    wire.onRoom(this::drain);
  }

  /** Frames that wait. */
  int waiting() {
    return queue.size();
  }

  /** Whether the connection takes nothing at the moment. */
  boolean congested() {
    return wire.full();
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /**
   * Sends all of a batch at once, to go out with the next {@link #flush}; false if it has to be
   * sent frame by frame, because something waits, or the connection takes texts only.
   */
  boolean send(FrameBatch batch, boolean positions, Viewer viewer) {
    if (isClosed() || !queue.isEmpty() || !newestPositions.isEmpty() || wire.full()) {
      return false;
    }
    int frames = batch.count(positions);
    if (frames == 0) {
      return true;
    }
    if (!wire.write(batch, positions, viewer)) {
      return false;
    }
    state = State.UNFLUSHED;
    metrics.pushes.add(frames);
    return true;
  }

  void flush() {
    if (state == State.UNFLUSHED) {
      state = State.FLUSHED;
      wire.flush();
    }
  }

  void send(String frame) {
    if (isClosed()) {
      return;
    }
    if (queue.isEmpty() && !wire.full()) {
      write(frame);
      return;
    }
    queuedBytes += frame.length();
    if (queue.size() < limits.queue() && queuedBytes <= limits.queueBytes()) {
      queue.add(frame);
    } else {
      metrics.overflow("subscriber");
      close(CloseCode.TOO_SLOW);
    }
  }

  void sendPosition(String shipmentId, String frame) {
    if (isClosed()) {
      return;
    }
    if (queue.isEmpty() && newestPositions.isEmpty() && !wire.full()) {
      write(frame);
    } else {
      newestPositions.put(shipmentId, frame);
    }
  }

  void forgetPosition(String shipmentId) {
    newestPositions.remove(shipmentId);
  }

  /** Completes when the connection takes more; fails when it is closed. */
  Future<Void> room() {
    if (isClosed()) {
      return Future.failedFuture("closed");
    }
    if (queue.isEmpty() && !wire.full()) {
      return Future.succeededFuture();
    }
    Promise<Void> room = Promise.promise();
    awaitingRoom.add(room);
    return room.future();
  }

  void close(CloseCode why) {
    if (!isClosed()) {
      closed();
      wire.close(why);
    }
  }

  /** The connection is gone, or will be. */
  void closed() {
    if (isClosed()) {
      return;
    }
    state = State.CLOSED;
    queue.clear();
    newestPositions.clear();
    listener.queueClosed();
    List<Promise<Void>> left = List.copyOf(awaitingRoom);
    awaitingRoom.clear();
    left.forEach(room -> room.fail("closed"));
  }

  private void drain() {
    while (!isClosed() && !wire.full()) {
      if (!queue.isEmpty()) {
        String frame = queue.poll();
        queuedBytes -= frame.length();
        write(frame);
      } else if (!newestPositions.isEmpty()) {
        write(newestPositions.pollFirstEntry().getValue());
      } else {
        break;
      }
    }
    if (isClosed()) {
      return;
    }
    listener.queueDrained();
    if (queue.isEmpty() && !wire.full() && !awaitingRoom.isEmpty()) {
      List<Promise<Void>> ready = List.copyOf(awaitingRoom);
      awaitingRoom.clear();
      ready.forEach(Promise::complete);
    }
  }

  private void write(String frame) {
    metrics.pushes.increment();
    wire.write(frame);
  }
}

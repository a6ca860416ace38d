package io.quayside.edge.live;

import io.quayside.common.metrics.Metrics;
import io.quayside.push.FrameBatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What goes out to one connection. While it takes no more, frames wait in order, and of each
 * shipment's positions only the newest; one frame too many closes it as too slow.
 */
final class SendQueue {
  private final Wire wire;
  private final LiveLimits limits;
  private final Metrics metrics;
  private final Runnable onClosed;
  private final ArrayDeque<String> queue = new ArrayDeque<>(0);
  private final LinkedHashMap<String, String> newestPositions = new LinkedHashMap<>(0);
  private final List<Promise<Void>> awaitingRoom = new ArrayList<>(0);
  private long queuedBytes;
  private boolean closed;
  private boolean unflushed;

  /** A connection that texts are written to. */
  interface Wire {
    /** Whether it would have to buffer more than it should. */
    boolean full();

    void write(String text);

    /**
     * Writes what many get, as bytes that were made once for all of them; they go out with the next
     * {@link #flush}. False if this connection cannot.
     */
    default boolean write(FrameBatch bundle, boolean positions) {
      return false;
    }

    default void flush() {
      // What is written as text goes out by itself.
    }

    /** To be called each time after it was full, when it no longer is. */
    void onRoom(Runnable task);

    void close(CloseCode why);
  }

  /** The task is run once, when the connection is closed, from whichever side. */
  SendQueue(Wire wire, LiveLimits limits, Metrics metrics, Runnable onClosed) {
    this.wire = wire;
    this.limits = limits;
    this.metrics = metrics;
    this.onClosed = onClosed;
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
    return closed;
  }

  /**
   * Sends all of a bundle at once, to go out with the next {@link #flush}; false if it has to be
   * sent frame by frame, because something waits, or the connection takes texts only.
   */
  boolean send(FrameBatch bundle, boolean positions) {
    if (closed || !queue.isEmpty() || !newestPositions.isEmpty() || wire.full()) {
      return false;
    }
    int frames = bundle.count(positions);
    if (frames > 0 && !wire.write(bundle, positions)) {
      return false;
    }
    unflushed |= frames > 0;
    metrics.pushes.add(frames);
    return true;
  }

  void flush() {
    if (unflushed) {
      unflushed = false;
      wire.flush();
    }
  }

  void send(String frame) {
    if (closed) {
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
    if (closed) {
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
    if (closed) {
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
    if (!closed) {
      closed();
      wire.close(why);
    }
  }

  /** The connection is gone, or will be. */
  void closed() {
    if (closed) {
      return;
    }
    closed = true;
    queue.clear();
    newestPositions.clear();
    onClosed.run();
    List<Promise<Void>> left = List.copyOf(awaitingRoom);
    awaitingRoom.clear();
    left.forEach(room -> room.fail("closed"));
  }

  private void drain() {
    while (!closed && !wire.full()) {
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
    if (!closed && queue.isEmpty() && !wire.full() && !awaitingRoom.isEmpty()) {
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

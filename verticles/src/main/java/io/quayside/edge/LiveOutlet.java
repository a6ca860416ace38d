package io.quayside.edge;

import io.quayside.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What goes out to one socket. While the socket takes no more, frames wait in order, and of each
 * shipment's positions only the newest; one frame too many closes the socket as too slow.
 */
final class LiveOutlet {
  private final ServerWebSocket socket;
  private final LiveLimits limits;
  private final Metrics metrics;
  private final ArrayDeque<String> queue = new ArrayDeque<>(0);
  private final LinkedHashMap<String, String> newestPositions = new LinkedHashMap<>(0);
  private final List<Promise<Void>> awaitingRoom = new ArrayList<>(0);
  private boolean closed;

  LiveOutlet(ServerWebSocket socket, LiveLimits limits, Metrics metrics) {
    this.socket = socket;
    this.limits = limits;
    this.metrics = metrics;
    socket.drainHandler(v -> drain());
  }

  void send(String frame) {
    if (closed) {
      return;
    }
    if (queue.isEmpty() && !socket.writeQueueFull()) {
      write(frame);
    } else if (queue.size() < limits.queue()) {
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
    if (queue.isEmpty() && newestPositions.isEmpty() && !socket.writeQueueFull()) {
      write(frame);
    } else {
      newestPositions.put(shipmentId, frame);
    }
  }

  void forgetPosition(String shipmentId) {
    newestPositions.remove(shipmentId);
  }

  /** Completes when the socket takes more; fails when it is closed. */
  Future<Void> room() {
    if (closed) {
      return Future.failedFuture("closed");
    }
    if (queue.isEmpty() && !socket.writeQueueFull()) {
      return Future.succeededFuture();
    }
    Promise<Void> room = Promise.promise();
    awaitingRoom.add(room);
    return room.future();
  }

  void close(CloseCode why) {
    if (!closed) {
      closed();
      socket.close(why.code, why.reason);
    }
  }

  /** The socket is gone, or will be. */
  void closed() {
    closed = true;
    queue.clear();
    newestPositions.clear();
    List<Promise<Void>> left = List.copyOf(awaitingRoom);
    awaitingRoom.clear();
    left.forEach(room -> room.fail("closed"));
  }

  private void drain() {
    while (!closed && !socket.writeQueueFull()) {
      if (!queue.isEmpty()) {
        write(queue.poll());
      } else if (!newestPositions.isEmpty()) {
        write(newestPositions.pollFirstEntry().getValue());
      } else {
        break;
      }
    }
    if (!closed && queue.isEmpty() && !socket.writeQueueFull() && !awaitingRoom.isEmpty()) {
      List<Promise<Void>> ready = List.copyOf(awaitingRoom);
      awaitingRoom.clear();
      ready.forEach(Promise::complete);
    }
  }

  private void write(String frame) {
    metrics.pushes.increment();
    socket.writeTextMessage(frame);
  }
}

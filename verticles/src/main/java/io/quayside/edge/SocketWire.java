package io.quayside.edge;

import io.vertx.core.http.ServerWebSocket;

/** A WebSocket as a connection that texts are written to. */
record SocketWire(ServerWebSocket socket) implements LiveOutlet.Wire {
  @Override
  public boolean full() {
    return socket.writeQueueFull();
  }

  @Override
  public void write(String text) {
    socket.writeTextMessage(text);
  }

  @Override
  public void onRoom(Runnable task) {
    socket.drainHandler(v -> task.run());
  }

  @Override
  public void close(CloseCode why) {
    socket.close(why.code(), why.reason());
  }
}

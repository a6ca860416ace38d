package io.quayside.edge;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;

/** A WebSocket, upgraded from that connection, as something that texts are written to. */
record SocketWire(ServerWebSocket socket, HttpConnection connection) implements LiveOutlet.Wire {
  /**
   * How long the close frame may wait behind what the peer has not read. Long, for a peer that was
   * stuck and reads on shall learn why it was closed.
   */
  static final long CLOSING_MILLIS = 120_000;

  @Override
  public boolean full() {
    return socket.isClosed() || socket.writeQueueFull();
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
    ChannelValve.closeWithin(connection, CLOSING_MILLIS);
  }
}

package io.quayside.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports that this process keeps until its servers listen on them. Of several nodes that start at
 * once with one port, all but one are refused before they take shards. The sockets are bound and do
 * not listen, so connections are refused meanwhile, as of a gateway that is not there.
 */
final class HeldPorts implements AutoCloseable {
  private final List<SocketChannel> sockets = new ArrayList<>();

  private HeldPorts() {}

  /** Throws at the first port that is in use; port 0 (any free port) never is. */
  static HeldPorts of(List<PortCheck> ports) {
    var held = new HeldPorts();
    try {
      for (var port : ports) {
        if (port.port() != 0) {
          held.sockets.add(hold(port));
        }
      }
      return held;
    } catch (StartException e) {
      held.close();
      throw e;
    }
  }

  private static SocketChannel hold(PortCheck port) {
    try {
      return bound(port, false);
    } catch (IOException taken) {
      try {
        // Lingering connections of a former process; a server would have been found before.
        return bound(port, true);
      } catch (IOException e) {
        throw port.refused(e);
      }
    }
  }

  private static SocketChannel bound(PortCheck port, boolean besideLingering) throws IOException {
    var socket = SocketChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, besideLingering);
      socket.bind(new InetSocketAddress(port.host(), port.port()));
      // Otherwise others with that option could listen all the same.
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, false);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Lets the ports go, for the servers of this process or at its end. */
  @Override
  public synchronized void close() {
    try {
      for (var socket : sockets) {
        socket.close();
      }
      sockets.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.quayside.gateway.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of gateways: each connection goes to the first that takes it. Connections can be
 * cut; until mended it takes no others.
 */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int[] targets;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean broken;

  CuttingProxy(int... targets) throws IOException {
    this.targets = targets.clone();
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  void cut() {
    broken = true;
    open.forEach(CuttingProxy::close);
  }

  void mend() {
    broken = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        if (broken) {
          close(client);
          continue;
        }
        var gateway = connect();
        if (gateway == null) {
          close(client);
          continue;
        }
        open.add(client);
        open.add(gateway);
        Thread.ofVirtual().start(() -> copy(client, gateway));
        Thread.ofVirtual().start(() -> copy(gateway, client));
      } catch (IOException closed) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(closed);
        }
      }
    }
  }

  /** Null where none of the gateways listens. */
  private @Nullable Socket connect() {
    for (int target : targets) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), target);
      } catch (ConnectException notThere) {
        // The next one, then.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return null;
  }

  /** Ends with either side, as a connection does. */
  private void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException cut) {
      // Told by closing the other side.
    } finally {
      close(from);
      close(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}

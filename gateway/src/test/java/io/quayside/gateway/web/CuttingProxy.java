package io.quayside.gateway.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy in front of a gateway, whose connections can be cut; until mended it takes no others. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean broken;

  CuttingProxy(int target) throws IOException {
    this.target = target;
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
        var gateway = new Socket(InetAddress.getLoopbackAddress(), target);
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

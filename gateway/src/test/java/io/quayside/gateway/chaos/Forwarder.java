package io.quayside.gateway.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Brings connections from an address that the hosts reach to a port of the loopback address, where
 * our PostgreSQL listens. Where nobody listens there, a connection ends at once.
 */
final class Forwarder {
  private static final int BACKLOG = 256;

  private Forwarder() {}

  /** Begins; it ends with this process. The answer is the port to connect to. */
  static int start(String address, int target) {
    try {
      var server = new ServerSocket();
      server.bind(new InetSocketAddress(address, 0), BACKLOG);
      Thread.ofVirtual().name("forwarder").start(() -> accept(server, target));
      return server.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void accept(ServerSocket server, int target) {
    try {
      while (true) {
        var client = server.accept();
        Thread.startVirtualThread(() -> serve(client, target));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void serve(Socket client, int target) {
    try (client;
        var backend = new Socket(InetAddress.getLoopbackAddress(), target)) {
      client.setTcpNoDelay(true);
      backend.setTcpNoDelay(true);
      var back = Thread.startVirtualThread(() -> copy(backend, client));
      copy(client, backend);
      back.join();
    } catch (IOException ended) {
      // The try has closed both, which is all that a forwarder can tell either side.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until one side ends; then both do. */
  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      return;
    }
  }
}

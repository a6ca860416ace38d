package io.quayside.gateway.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that nobody listens on at the moment of asking. */
public final class FreePort {
  private FreePort() {}

  public static int onLoopback() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The configured port, or a free one where 0 is configured. */
  public static int orConfigured(int configured) throws IOException {
    return configured == 0 ? onLoopback() : configured;
  }
}

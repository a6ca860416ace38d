package io.quayside.gateway.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ports of one gateway that stands alone, all on loopback. */
public record Ports(int http, int management, int kafka, int postgres, int cluster) {
  private static final int COUNT = 5;

  /** Five ports that nobody listens on at the moment. */
  public static Ports free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      // All are held until the last one is found: else the system may name one twice.
      for (int i = 0; i < COUNT; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : held) {
        socket.close();
      }
      return new Ports(ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, String> environment() {
    return Map.of(
        "QUAYSIDE_HTTP_PORT", Integer.toString(http),
        "QUAYSIDE_MANAGEMENT_PORT", Integer.toString(management),
        "QUAYSIDE_KAFKA_PORT", Integer.toString(kafka),
        "QUAYSIDE_POSTGRES_PORT", Integer.toString(postgres),
        "QUAYSIDE_CLUSTER_PORT", Integer.toString(cluster));
  }
}

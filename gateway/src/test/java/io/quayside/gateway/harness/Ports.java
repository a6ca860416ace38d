package io.quayside.gateway.harness;

import java.io.IOException;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The ports of one gateway that stands alone, all on loopback. */
public record Ports(int http, int management, int kafka, int postgres, int cluster, int mqtt) {
  private static final int COUNT = 6;

  /** Below the ports that systems give to outgoing connections, which come and go meanwhile. */
  private static final int LOWEST = 10_000;

  private static final int HIGHEST = 32_000;
  private static final Random RANDOM = new SecureRandom();

  /** Ports that nobody listens on at the moment. */
  public static Ports free() {
    Set<Integer> free = new LinkedHashSet<>();
    while (free.size() < COUNT) {
      int port = RANDOM.nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        free.add(port);
      }
    }
    List<Integer> ports = new ArrayList<>(free);
    return new Ports(
        ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4), ports.get(5));
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  public Map<String, String> environment() {
    return Map.of(
        "QUAYSIDE_HTTP_PORT", Integer.toString(http),
        "QUAYSIDE_MANAGEMENT_PORT", Integer.toString(management),
        "QUAYSIDE_KAFKA_PORT", Integer.toString(kafka),
        "QUAYSIDE_POSTGRES_PORT", Integer.toString(postgres),
        "QUAYSIDE_CLUSTER_PORT", Integer.toString(cluster),
        "QUAYSIDE_MQTT_PORT", Integer.toString(mqtt));
  }
}

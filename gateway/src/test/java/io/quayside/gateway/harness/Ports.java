package io.quayside.gateway.harness;

import java.io.IOException;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The ports of one gateway that stands alone, all on loopback. */
public record Ports(int http, int management, int kafka, int postgres, int cluster, int mqtt) {
  private static final int COUNT = 6;

  /** Below the ports that systems give to outgoing connections, which come and go meanwhile. */
  private static final int LOWEST = 10_000;

  private static final int HIGHEST = 32_000;
  private static final Random RANDOM = new SecureRandom();

  /** All that were given in this process: their gateways may not listen on them yet. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  /** Ports that nobody listens on at the moment, and that no other call gives. */
  public static Ports free() {
    int[] ports = IntStream.generate(Ports::one).limit(COUNT).toArray();
    return new Ports(ports[0], ports[1], ports[2], ports[3], ports[4], ports[5]);
  }

  /** One such port. */
  public static int one() {
    return IntStream.generate(() -> RANDOM.nextInt(LOWEST, HIGHEST))
        .filter(port -> isFree(port) && GIVEN.add(port))
        .findFirst()
        .orElseThrow();
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

package io.quayside.loadtest.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Kafka and PostgreSQL in processes of their own, and the servers that use them. */
final class Services implements AutoCloseable {
  private static final String MAIN = "io.quayside.gateway.Main";
  private static final String READY = "QUAYSIDE_POSTGRES_URI=";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int NODES = 3;
  private static final int OK = 200;

  private final Server server;
  private final Path data;
  private final Map<String, String> environment;
  private final List<Integer> clusterPorts = new ArrayList<>();

  private Services(Server server, Path data, Map<String, String> environment) {
    this.server = server;
    this.data = data;
    this.environment = environment;
    for (int i = 0; i < NODES; i++) {
      clusterPorts.add(freePort());
    }
  }

  /** Starts Kafka and PostgreSQL; the name is that of their output. */
  static Services start(String name, Path data) {
    Stage.say("%s: Kafka and PostgreSQL start", name);
    int kafka = freePort();
    int postgres = freePort();
    var program =
        new Server.Program(
            List.of("-Xmx1g"),
            List.of(MAIN, "services"),
            Map.of(
                "QUAYSIDE_KAFKA_PORT", Integer.toString(kafka),
                "QUAYSIDE_POSTGRES_PORT", Integer.toString(postgres),
                "QUAYSIDE_DATA_DIR", data.toString()));
    var server =
        Server.start(
            name,
            program,
            kafka,
            started -> started.said().stream().anyMatch(line -> line.contains(READY)));
    return new Services(
        server,
        data,
        Map.of(
            "QUAYSIDE_KAFKA_BOOTSTRAP",
            LOOPBACK + ":" + kafka,
            "QUAYSIDE_POSTGRES_URI",
            "postgresql://quayside@%s:%d/quayside".formatted(LOOPBACK, postgres)));
  }

  /** The folder that they keep their data in. */
  Path data() {
    return data;
  }

  /** The database of the read models, for the user {@code quayside} without a password. */
  String jdbcUrl() {
    return environment
        .get("QUAYSIDE_POSTGRES_URI")
        .replace("postgresql://quayside@", "jdbc:postgresql://");
  }

  long kafkaCpuNanos() {
    return server.cpuNanos();
  }

  long postgresCpuNanos() {
    try {
      var lines = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
      return Proc.treeCpuNanos(Long.parseLong(lines.getFirst().strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A node of the cluster, 0 to 2; each has its place from the start. */
  Server gateway(int node, String heap, List<String> flags) {
    var name = node == 0 ? "gateway" : "gateway-" + (node + 1);
    return gateway(name, node, heap, flags, Map.of());
  }

  /** As the other one, with a name and further settings. */
  Server gateway(String name, int node, String heap, List<String> flags, Map<String, String> more) {
    Stage.say("%s: starts with a heap of %s", name, heap);
    int http = freePort();
    int management = freePort();
    var settings = new HashMap<>(environment);
    settings.put("QUAYSIDE_HTTP_PORT", Integer.toString(http));
    settings.put("QUAYSIDE_HTTP_HOST", LOOPBACK);
    settings.put("QUAYSIDE_MANAGEMENT_PORT", Integer.toString(management));
    settings.put("QUAYSIDE_MANAGEMENT_HOST", LOOPBACK);
    // Connections wait while it is another server's turn.
    settings.put("QUAYSIDE_LIMITS_IDLE_SECONDS", "3600");
    settings.put("QUAYSIDE_LIMITS_REQUEST_SECONDS", "3600");
    settings.put("QUAYSIDE_CLUSTER_NAME", "bench-" + clusterPorts.getFirst());
    settings.put("QUAYSIDE_CLUSTER_PORT", Integer.toString(clusterPorts.get(node)));
    settings.put(
        "QUAYSIDE_CLUSTER_MEMBERS",
        String.join(",", clusterPorts.stream().map(port -> LOOPBACK + ":" + port).toList()));
    settings.putAll(more);
    var all = heap(heap, flags);
    // Its own, not the load client's, which is on the class path too.
    all.add("-Dlogback.configurationFile=logback.xml");
    var program = new Server.Program(all, List.of(MAIN, "node"), settings);
    return Server.start(name, program, http, started -> isReady(management));
  }

  /** A bare server, see {@link Baseline}. */
  Server baseline(String kind, String heap, List<String> flags) {
    Stage.say("%s: starts with a heap of %s", kind, heap);
    int port = freePort();
    var program =
        new Server.Program(
            heap(heap, flags),
            List.of(
                Baseline.class.getName(),
                kind,
                Integer.toString(port),
                environment.get("QUAYSIDE_KAFKA_BOOTSTRAP")),
            Map.of());
    return Server.start(kind, program, port, started -> listens(port));
  }

  private static List<String> heap(String heap, List<String> flags) {
    List<String> all = new ArrayList<>(flags);
    all.add("-XX:+UseG1GC");
    all.add("-XX:+UseTransparentHugePages");
    all.add("-Xmx" + heap);
    // Or G1 grows it so slowly that it marks all the time.
    all.add("-Xms" + heap);
    return all;
  }

  private static boolean isReady(int managementPort) {
    try {
      var uri = URI.create("http://%s:%d/readyz".formatted(LOOPBACK, managementPort));
      var connection = (HttpURLConnection) uri.toURL().openConnection();
      return connection.getResponseCode() == OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Below the ports that the system gives to outgoing connections. */
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
      try (var socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one may be free.
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}

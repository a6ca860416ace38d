package io.quayside.loadtest.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/** What stands on the machine for a run: the services, gateways, bare servers, and the meter. */
final class Stage implements AutoCloseable {
  private static final double QUIET = 0.05;
  private static final long LOOK_NANOS = 200_000_000L;
  private static final int LOOKS = 60;
  private static final int WARM_UPS = 20;
  private static final int PATIENCE = 2;

  /** Of the servers' CPU time. */
  private static final double COMPILING = 0.03;

  private static final double NO_BETTER = 0.95;

  private final Settings settings;
  private final Path data;
  private final Services services;
  private final List<Services> others = new ArrayList<>(1);
  private final List<SecuredGateway> secured = new ArrayList<>(1);
  private final List<Server> gateways = new ArrayList<>();
  private final Map<String, Server> baselines = new TreeMap<>();
  private final Shipments shipments = new Shipments(this);

  Stage(Settings settings) {
    this.settings = settings;
    try {
      data = Files.createTempDirectory("quayside-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    services = Services.start("services", data.resolve("open"));
  }

  Settings settings() {
    return settings;
  }

  Shipments shipments() {
    return shipments;
  }

  /** So many nodes of one cluster, no more and no fewer. */
  List<Server> gateways(int count) {
    while (gateways.size() > count) {
      gateways.removeLast().close();
    }
    while (gateways.size() < count) {
      gateways.add(services.gateway(gateways.size(), settings.heap(), List.of()));
    }
    return List.copyOf(gateways);
  }

  /** Services of a scenario's own, in that folder; they run until the end. */
  Services services(String name) {
    try {
      var own = Files.createDirectories(data.resolve(name));
      others.add(Services.start("services-" + name, own));
      return others.getLast();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A gateway that needs credentials, started when it is asked for first. */
  SecuredGateway secured() {
    if (secured.isEmpty()) {
      secured.add(SecuredGateway.start(services("secured"), settings.heap()));
    }
    return secured.getFirst();
  }

  /** A fresh node, alone, with further flags; {@code gateways(0)} ends it. */
  Server gateway(List<String> flags) {
    gateways(0);
    gateways.add(services.gateway(0, settings.heap(), flags));
    return gateways.getFirst();
  }

  /**
   * A fresh node, alone, that sends webhooks to this machine; {@code gateways(0)} ends it.
   *
   * @param prepare is handed the node before with a key of its operator, as it needs credentials
   */
  Server sending(BiConsumer<Server, String> prepare) {
    gateways(0);
    var random = new SecureRandom();
    Map<String, String> sending = sendingSettings(random);
    var key = SecuredGateway.operatorKey(random);
    Map<String, String> needing = new HashMap<>(sending);
    needing.put("QUAYSIDE_AUTH_MODE", "required");
    needing.put("QUAYSIDE_AUTH_BOOTSTRAP_KEY", key);
    try (var prepared = services.gateway("gateway", 0, settings.heap(), List.of(), needing)) {
      prepare.accept(prepared, key);
    }
    gateways.add(services.gateway("gateway", 0, settings.heap(), List.of(), sending));
    return gateways.getFirst();
  }

  /** As the other one, with further settings and without preparation. */
  Server sending(Map<String, String> more) {
    Map<String, String> settings = sendingSettings(new SecureRandom());
    settings.putAll(more);
    return gateway(List.of(), settings);
  }

  private Map<String, String> sendingSettings(SecureRandom random) {
    Map<String, String> settings = new HashMap<>();
    settings.put("QUAYSIDE_SECRETS_KEY_FILE", SecuredGateway.keyFile(data, random).toString());
    settings.put("QUAYSIDE_WEBHOOKS_ALLOW", "127.0.0.0/8");
    settings.put("QUAYSIDE_WEBHOOKS_INSECURE", "true");
    settings.put("QUAYSIDE_WEBHOOKS_PORTS", "1-65535");
    // As many steps as there may be: an event that is refused for a while must not be parked.
    settings.put("QUAYSIDE_WEBHOOKS_SCHEDULE", "1" + ",1".repeat(19));
    return settings;
  }

  /** A fresh node, alone, with further flags and settings. */
  Server gateway(List<String> flags, Map<String, String> more) {
    gateways(0);
    gateways.add(services.gateway("gateway", 0, settings.heap(), flags, more));
    return gateways.getFirst();
  }

  /** A bare server with further flags, the caller's own. */
  Server baseline(String kind, List<String> flags) {
    return services.baseline(kind, settings.heap(), flags);
  }

  /** The bare server of that kind, see {@link Baseline}. */
  Server baseline(String kind) {
    return baselines.computeIfAbsent(
        kind, name -> services.baseline(name, settings.heap(), List.of()));
  }

  /**
   * Drives until in two rounds in a row nothing is gained on the best before, and the compilers
   * rest: they take their time where the cores are few.
   */
  void warmUp(String scenario, List<Server> servers, Load load) {
    double best = Double.MAX_VALUE;
    int warm = 0;
    for (int i = 0; i < WARM_UPS && warm < PATIENCE; i++) {
      say("%s: %s warms up", scenario, servers.getFirst().name());
      var round = round(scenario, servers, load, settings.warmUp());
      double cost = round.cpuMicros();
      boolean compiling = round.compilerMicros() > cost * COMPILING;
      warm = cost > best * NO_BETTER && !compiling ? warm + 1 : 0;
      best = Math.min(best, cost);
    }
  }

  /** One round: what the load does, and what it costs until the servers are quiet again. */
  Round round(String scenario, List<Server> servers, Load load, double seconds) {
    return round(scenario, servers, load, seconds, true);
  }

  /** As the other one, beside something else that goes on, so that the servers are never quiet. */
  Round roundBeside(String scenario, List<Server> servers, Load load, double seconds) {
    return round(scenario, servers, load, seconds, false);
  }

  private Round round(
      String scenario, List<Server> servers, Load load, double seconds, boolean untilQuiet) {
    long cpu = cpuNanos(servers);
    long compilers = compilerCpuNanos(servers);
    long allocated = allocatedBytes(servers);
    long client = Proc.cpuNanos(ProcessHandle.current().pid());
    long kafka = kafkaCpuNanos();
    long postgres = postgresCpuNanos();
    var tally = load.run(seconds);
    client = Proc.cpuNanos(ProcessHandle.current().pid()) - client;
    if (untilQuiet) {
      settle(servers);
    }
    double count = Math.max(1, tally.messages());
    var round =
        new Round(
            tally.messages(),
            tally.messages() / tally.seconds(),
            tally.latencies().quantileMillis(0.5),
            tally.latencies().quantileMillis(0.99),
            (cpuNanos(servers) - cpu) / 1e3 / count,
            (compilerCpuNanos(servers) - compilers) / 1e3 / count,
            client / 1e3 / count,
            (kafkaCpuNanos() - kafka) / 1e3 / count,
            (postgresCpuNanos() - postgres) / 1e3 / count,
            (allocatedBytes(servers) - allocated) / count,
            servers.stream().mapToLong(Server::residentBytes).sum() / 1_048_576.0);
    say(
        "%s: %-14s %9s /s  p50 %6s ms  p99 %6s ms  %6s µs",
        scenario,
        servers.size() == 1 ? servers.getFirst().name() : servers.size() + " nodes",
        Figures.number(round.perSecond()),
        Figures.number(round.p50Millis()),
        Figures.number(round.p99Millis()),
        Figures.number(round.cpuMicros()));
    return round;
  }

  /** Waits until neither the servers nor what stands behind them has anything left to do. */
  private void settle(List<Server> servers) {
    long before = busyNanos(servers);
    int quiet = 0;
    for (int i = 0; i < LOOKS && quiet < 2; i++) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = busyNanos(servers);
      quiet = now - before <= 2 * QUIET * LOOK_NANOS ? quiet + 1 : 0;
      before = now;
    }
  }

  private long busyNanos(List<Server> servers) {
    return cpuNanos(servers) + kafkaCpuNanos() + postgresCpuNanos();
  }

  String jdbcUrl() {
    return services.jdbcUrl();
  }

  long kafkaCpuNanos() {
    return services.kafkaCpuNanos() + others.stream().mapToLong(Services::kafkaCpuNanos).sum();
  }

  long postgresCpuNanos() {
    return services.postgresCpuNanos()
        + others.stream().mapToLong(Services::postgresCpuNanos).sum();
  }

  static long cpuNanos(List<Server> servers) {
    return servers.stream().mapToLong(Server::cpuNanos).sum();
  }

  private static long compilerCpuNanos(List<Server> servers) {
    return servers.stream().mapToLong(Server::compilerCpuNanos).sum();
  }

  private static long allocatedBytes(List<Server> servers) {
    return servers.stream().mapToLong(Server::allocatedBytes).sum();
  }

  /** A line of progress. */
  static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
  }

  @Override
  public void close() {
    gateways(0);
    baselines.values().forEach(Server::close);
    secured.forEach(SecuredGateway::close);
    others.forEach(Services::close);
    services.close();
    try (var files = Files.walk(data)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

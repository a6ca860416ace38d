package io.quayside.gateway.chaos;

import io.quayside.gateway.harness.GatewayCommand;
import io.quayside.gateway.harness.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Three gateways, three brokers and a PostgreSQL, each a process of its own. */
final class Cluster implements AutoCloseable {
  static final int SIZE = 3;
  static final int SHARDS = 12;

  private static final String MAIN = "io.quayside.gateway.Main";
  private static final Set<String> TOPICS = Set.of("shipment-events", "shipment-positions");
  private static final int KAFKA_ANSWERS_WITHIN_SECONDS = 5;

  private final List<Child> brokers;
  private final List<Child> gateways;
  private final List<Node> nodes;
  private final Database database;
  private final String bootstrap;
  private Admin admin;

  private Cluster(List<Child> brokers, List<Child> gateways, Database database, String bootstrap) {
    this.brokers = brokers;
    this.gateways = gateways;
    this.database = database;
    this.bootstrap = bootstrap;
    nodes = gateways.stream().map(gateway -> new Node(gateway.host())).toList();
  }

  /**
   * A new cluster whose brokers and PostgreSQL run; the gateways do not yet.
   *
   * @param directory for what the processes say
   * @param data for what they keep
   */
  static Cluster prepare(Network network, Path directory, Path data) {
    var starting =
        CompletableFuture.supplyAsync(
            () -> Database.start(data.resolve("postgres"), network, Ports.free().postgres()));
    var hosts = hosts(network, "b");
    var gateways = hosts(network, "g");
    var bootstrap = hosts.stream().map(Host::kafka).collect(Collectors.joining(","));
    var brokers = brokers(hosts, directory, data);
    brokers.forEach(Child::start);
    var database = starting.join();
    var cluster =
        new Cluster(
            brokers, gateways(gateways, bootstrap, database.uri(), directory), database, bootstrap);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "end-cluster"));
    cluster.admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrap));
    return cluster;
  }

  private static List<Host> hosts(Network network, String letter) {
    return IntStream.rangeClosed(1, SIZE).mapToObj(i -> network.host(letter + i)).toList();
  }

  private static List<Child> brokers(List<Host> hosts, Path directory, Path data) {
    var voters =
        IntStream.rangeClosed(1, SIZE)
            .mapToObj(i -> i + "@" + hosts.get(i - 1).cluster())
            .collect(Collectors.joining(","));
    var children = new ArrayList<Child>();
    for (var host : hosts) {
      var number = Integer.toString(children.size() + 1);
      var arguments =
          List.of(
              "-Xmx256m",
              Broker.class.getName(),
              number,
              data.resolve(host.name()).toString(),
              host.address(),
              Integer.toString(host.ports().kafka()),
              voters);
      children.add(
          new Child(
              host, GatewayCommand.testClasses(), arguments, Map.of(), output(directory, host)));
    }
    return children;
  }

  private static List<Child> gateways(
      List<Host> hosts, String bootstrap, String postgres, Path directory) {
    var environment = new HashMap<String, String>();
    environment.put("QUAYSIDE_KAFKA_BOOTSTRAP", bootstrap);
    environment.put("QUAYSIDE_POSTGRES_URI", postgres);
    environment.put("QUAYSIDE_CLUSTER_NAME", "chaos-" + hosts.getFirst().ports().cluster());
    environment.put(
        "QUAYSIDE_CLUSTER_MEMBERS",
        hosts.stream().map(Host::cluster).collect(Collectors.joining(",")));
    environment.put("QUAYSIDE_SHARDS", Integer.toString(SHARDS));
    var children = new ArrayList<Child>();
    for (var host : hosts) {
      environment.put("QUAYSIDE_HTTP_HOST", host.address());
      environment.put("QUAYSIDE_MANAGEMENT_HOST", host.address());
      environment.put("QUAYSIDE_CLUSTER_HOST", host.address());
      environment.put("QUAYSIDE_HTTP_PORT", Integer.toString(host.ports().http()));
      environment.put("QUAYSIDE_MANAGEMENT_PORT", Integer.toString(host.ports().management()));
      environment.put("QUAYSIDE_CLUSTER_PORT", Integer.toString(host.ports().cluster()));
      var arguments = List.of("-Xmx320m", "-Dquayside.ends-with-parent=true", MAIN, "node");
      children.add(
          new Child(
              host, GatewayCommand.classes(), arguments, environment, output(directory, host)));
    }
    return children;
  }

  private static Path output(Path directory, Host host) {
    return directory.resolve(host.name() + ".log");
  }

  List<Child> brokers() {
    return brokers;
  }

  List<Child> gateways() {
    return gateways;
  }

  /** What clients know of the gateways, in the same order. */
  List<Node> nodes() {
    return nodes;
  }

  Database database() {
    return database;
  }

  String bootstrap() {
    return bootstrap;
  }

  /** The shards that run at each gateway, by its number from 0 on; of one that is gone, none. */
  List<Set<Integer>> shards() {
    return nodes.stream().map(Node::shards).toList();
  }

  /** What is missing to a cluster that is whole; empty where nothing is. */
  String missing() {
    var complaints = new TreeSet<String>();
    var owners = new TreeMap<Integer, List<String>>();
    for (int i = 0; i < SIZE; i++) {
      var node = nodes.get(i);
      if (!gateways.get(i).alive()) {
        complaints.add(node.name() + " has ended");
      } else if (!node.ready()) {
        complaints.add(node.name() + " is not ready");
      }
      var shards = node.shards();
      if (shards.isEmpty()) {
        complaints.add(node.name() + " has no shard");
      }
      shards.forEach(
          shard -> owners.computeIfAbsent(shard, s -> new ArrayList<>()).add(node.name()));
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      var at = owners.getOrDefault(shard, List.of());
      if (at.size() != 1) {
        complaints.add("shard " + shard + " runs at " + at);
      }
    }
    return complaints.isEmpty() ? brokersMissing() : String.join(", ", complaints);
  }

  /** What is missing to brokers that are whole: each up, each in sync everywhere. */
  String brokersMissing() {
    try {
      var found =
          admin.describeCluster().nodes().get(KAFKA_ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
      if (found.size() < SIZE) {
        return "%d brokers of %d".formatted(found.size(), SIZE);
      }
      var existing =
          new HashSet<>(
              admin.listTopics().names().get(KAFKA_ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS));
      existing.retainAll(TOPICS);
      var described =
          admin
              .describeTopics(existing)
              .allTopicNames()
              .get(KAFKA_ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
      return described.values().stream()
          .flatMap(topic -> topic.partitions().stream())
          .mapToInt(partition -> partition.isr().size())
          .boxed()
          .min(Comparator.naturalOrder())
          .filter(least -> least < SIZE)
          .map(least -> "a partition with %d replicas in sync".formatted(least))
          .orElse("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      return "Kafka does not answer: " + e;
    }
  }

  /** Ends everything at once; what is left in files stays. */
  @Override
  public synchronized void close() {
    gateways.forEach(Child::killIfAlive);
    brokers.forEach(Child::killIfAlive);
    database.stop();
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}

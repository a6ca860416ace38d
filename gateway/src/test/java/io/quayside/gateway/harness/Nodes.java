package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.quayside.cluster.Discovery;
import io.quayside.cluster.HazelcastSettings;
import io.quayside.gateway.Main;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Gateways of one cluster, over a Kafka and a PostgreSQL that they share. */
public final class Nodes implements AutoCloseable {
  /** The shard count of nodes that are not configured otherwise. */
  private static final int SHARDS = 12;

  private final String name;
  private final Starter starter;
  private final ServicesProcess services;
  private final List<Ports> ports;
  private final Map<String, String> environment;
  private final List<GatewayProcess> running;

  private Nodes(String name, int count, Map<String, String> settings, Starter starter) {
    this.name = name;
    this.starter = starter;
    this.services = ServicesProcess.start(name + "-services");
    this.ports = Stream.generate(Ports::free).limit(count + 1).toList();
    this.environment = new HashMap<>(services.environment());
    environment.putAll(settings);
    environment.put("QUAYSIDE_CLUSTER_NAME", name + "-" + ports.getFirst().cluster());
    environment.put(
        "QUAYSIDE_CLUSTER_MEMBERS",
        String.join(",", ports.stream().map(node -> "127.0.0.1:" + node.cluster()).toList()));
    this.running = new ArrayList<>(List.of(start(0, Map.of())));
    var starting =
        IntStream.range(1, count)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> start(i, Map.of())))
            .toList();
    starting.forEach(node -> running.add(node.join()));
  }

  /** How a node is started. */
  @FunctionalInterface
  private interface Starter {
    GatewayProcess start(String name, Ports ports, Map<String, String> environment);
  }

  /**
   * Starts so many nodes, and waits until all are ready. The first one forms the cluster: members
   * that start together wait 5 s for more of them.
   */
  public static Nodes start(String name, int count) {
    return start(name, count, Map.of());
  }

  /** As the other, all configured by these environment variables too. */
  public static Nodes start(String name, int count, Map<String, String> settings) {
    return new Nodes(name, count, settings, starter(Main.class));
  }

  /** Starts so many nodes by another main class, which takes the arguments of the gateway's own. */
  public static Nodes start(String name, Class<?> main, int count) {
    return new Nodes(name, count, Map.of(), starter(main));
  }

  /** Starts so many nodes of the former release; {@link #restart} starts the present one. */
  public static Nodes startFormer(String name, int count, String classPath) {
    return new Nodes(
        name,
        count,
        Map.of(),
        (node, ports, environment) ->
            GatewayProcess.startFormer(node, classPath, ports, environment));
  }

  private static Starter starter(Class<?> main) {
    return (node, ports, environment) -> GatewayProcess.startFresh(node, main, ports, environment);
  }

  /** Starts one more, which whoever wants it has to close. */
  public GatewayProcess startOneMore() {
    return startOneMore(Map.of());
  }

  /** As the other, with these environment variables instead of those of all nodes. */
  public GatewayProcess startOneMore(Map<String, String> settings) {
    return start(running.size(), settings);
  }

  private GatewayProcess start(int number, Map<String, String> settings) {
    Map<String, String> own = new HashMap<>(environment);
    own.putAll(settings);
    return starter.start(name + "-" + number, ports.get(number), own);
  }

  /**
   * Joins the cluster in this process as a member without data that knows protocol numbers up to
   * this one, as a node of an older version does. In the place of the node that may be started.
   */
  public HazelcastInstance joinWithProtocol(int highest) {
    var members = List.of(environment.get("QUAYSIDE_CLUSTER_MEMBERS").split(",", -1));
    var config =
        new HazelcastSettings(
                environment.get("QUAYSIDE_CLUSTER_NAME"),
                "127.0.0.1",
                ports.getLast().cluster(),
                new Discovery.Members(members),
                SHARDS)
            .toConfig();
    config.setLiteMember(true);
    config.getMemberAttributeConfig().setAttribute("quayside.protocol", Integer.toString(highest));
    var member = Hazelcast.newHazelcastInstance(config);
    assertThat(member.getCluster().getMembers()).hasSizeGreaterThan(running.size());
    return member;
  }

  /** Stops a node as an operator does, and starts it again with the same settings. */
  public GatewayProcess restart(int number) {
    running.get(number).stop();
    running.set(number, GatewayProcess.startAgain(running.get(number), environment));
    return running.get(number);
  }

  /** Kafka has connections but gives no answers from now on. */
  public void pauseKafka() {
    services.pauseKafka();
  }

  public void resumeKafka() {
    services.resumeKafka();
  }

  public GatewayProcess get(int number) {
    return running.get(number);
  }

  public GatewayProcess first() {
    return running.getFirst();
  }

  public GatewayProcess last() {
    return running.getLast();
  }

  /** Asks the PostgreSQL that all nodes share. */
  public Sql sql() {
    return services.sql();
  }

  /** The settings that name the Kafka and the PostgreSQL of the nodes. */
  public Map<String, String> services() {
    return services.environment();
  }

  public String kafkaBootstrap() {
    return environment.get("QUAYSIDE_KAFKA_BOOTSTRAP");
  }

  /** Ends all as a power cut would: what they leave behind is in the services, which go too. */
  @Override
  public void close() {
    running.forEach(GatewayProcess::kill9);
    running.forEach(GatewayProcess::closeAndForget);
    services.close();
  }
}

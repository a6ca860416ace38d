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
  private final Class<?> main;
  private final ServicesProcess services;
  private final List<Ports> ports;
  private final Map<String, String> environment;
  private final List<GatewayProcess> running;

  private Nodes(String name, Class<?> main, int count, Map<String, String> settings) {
    this.name = name;
    this.main = main;
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

  /**
   * Starts so many nodes, and waits until all are ready. The first one forms the cluster: members
   * that start together wait 5 s for more of them.
   */
  public static Nodes start(String name, int count) {
    return start(name, count, Map.of());
  }

  /** As the other, all configured by these environment variables too. */
  public static Nodes start(String name, int count, Map<String, String> settings) {
    return new Nodes(name, Main.class, count, settings);
  }

  /** Starts so many nodes by another main class, which takes the arguments of the gateway's own. */
  public static Nodes start(String name, Class<?> main, int count) {
    return new Nodes(name, main, count, Map.of());
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
    return GatewayProcess.startFresh(name + "-" + number, main, ports.get(number), own);
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

  /** Changes something in the PostgreSQL that all nodes share. */
  public void execute(String change) {
    services.execute(change);
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

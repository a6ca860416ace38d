package io.quayside.gateway.harness;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Gateways of one cluster, over a Kafka and a PostgreSQL that they share. */
public final class Nodes implements AutoCloseable {
  private final String name;
  private final ServicesProcess services;
  private final List<Ports> ports;
  private final Map<String, String> environment;
  private final List<GatewayProcess> running;

  private Nodes(String name, int count) {
    this.name = name;
    this.services = ServicesProcess.start(name + "-services");
    this.ports = Stream.generate(Ports::free).limit(count + 1).toList();
    this.environment = new HashMap<>(services.environment());
    environment.put("QUAYSIDE_CLUSTER_NAME", name + "-" + ports.getFirst().cluster());
    environment.put(
        "QUAYSIDE_CLUSTER_MEMBERS",
        String.join(",", ports.stream().map(node -> "127.0.0.1:" + node.cluster()).toList()));
    this.running =
        IntStream.range(0, count)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> start(i)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
  }

  /** Starts so many nodes, and waits until all are ready. */
  public static Nodes start(String name, int count) {
    return new Nodes(name, count);
  }

  /** Starts one more, which whoever wants it has to close. */
  public GatewayProcess startOneMore() {
    return start(running.size());
  }

  private GatewayProcess start(int number) {
    return GatewayProcess.startFresh(name + "-" + number, ports.get(number), environment);
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

  public String kafkaBootstrap() {
    return environment.get("QUAYSIDE_KAFKA_BOOTSTRAP");
  }

  @Override
  public void close() {
    running.forEach(GatewayProcess::closeAndForget);
    services.close();
  }
}

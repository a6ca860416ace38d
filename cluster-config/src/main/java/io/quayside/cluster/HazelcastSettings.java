package io.quayside.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.PartitioningStrategyConfig;
import com.hazelcast.partition.strategy.StringPartitioningStrategy;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import java.util.List;
import java.util.UUID;

/**
 * How a node takes part in its cluster.
 *
 * @param clusterName only members with the same name join each other
 * @param host the one address this member binds and tells the others
 * @param port the port it listens on, 1–65535; a node that stands alone looks for a free one from
 *     there upwards
 * @param shards Hazelcast's partition count, for a partition is a shard
 * @param secretKeyIds the ids of the keys in the member's key file, in its order; never the keys
 */
public record HazelcastSettings(
    String clusterName,
    String host,
    int port,
    Discovery discovery,
    int shards,
    List<String> secretKeyIds) {
  private static final int STANDALONE_PORTS = 100;

  public HazelcastSettings {
    if (clusterName.isBlank()) {
      throw new IllegalArgumentException("the cluster's name is empty");
    }
    Shards.requireCount(shards);
    secretKeyIds = List.copyOf(secretKeyIds);
  }

  /** Of a member without a key file. */
  public HazelcastSettings(
      String clusterName, String host, int port, Discovery discovery, int shards) {
    this(clusterName, host, port, discovery, shards, List.of());
  }

  /** Whether the node stands alone. */
  public boolean standsAlone() {
    return discovery instanceof Discovery.Alone;
  }

  /**
   * Hazelcast's configuration for these settings, for one member: each call makes another identity
   * for Vert.x. Nothing is read from files or the class path.
   */
  public Config toConfig() {
    var config = new Config();
    config.setClusterName(clusterName);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.logging.details.enabled", "false");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.partition.count", Integer.toString(shards));
    failures(config);
    network(config.getNetworkConfig());
    vertxStructures(config);
    sharedMaps(config);
    Agreement.declare(config, shards, secretKeyIds);
    return config;
  }

  /** Failure detection and merge intervals. */
  private void failures(Config config) {
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    // A standalone node has no member to wait for when it leaves.
    config.setProperty("hazelcast.graceful.shutdown.max.wait", standsAlone() ? "1" : "10");
  }

  private void network(NetworkConfig network) {
    network.setPublicAddress(host).setPort(port);
    network.getInterfaces().setEnabled(true).addInterface(host);
    var ports = standsAlone() ? STANDALONE_PORTS : ownPortsInARow();
    network.setPortAutoIncrement(ports > 1).setPortCount(ports);
    join(network.getJoin());
  }

  private void join(JoinConfig join) {
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    switch (discovery) {
      case Discovery.Alone alone -> join.getTcpIpConfig().setEnabled(true).setMembers(List.of());
      case Discovery.Members(List<String> addresses) ->
          join.getTcpIpConfig().setEnabled(true).setMembers(addresses);
      case Discovery.Dns(String name) ->
          // Hazelcast's DNS look-up is part of its Kubernetes discovery.
          join.getKubernetesConfig()
              .setEnabled(true)
              .setProperty("service-dns", name)
              .setProperty("service-port", Integer.toString(port));
      case Discovery.Kubernetes(String namespace, String service) ->
          join.getKubernetesConfig()
              .setEnabled(true)
              .setProperty("namespace", namespace)
              .setProperty("service-name", service)
              .setProperty("service-port", Integer.toString(port));
      case Discovery.Multicast(String group, int groupPort) ->
          join.getMulticastConfig()
              .setEnabled(true)
              .setMulticastGroup(group)
              .setMulticastPort(groupPort)
              .setLoopbackModeEnabled(true);
    }
  }

  /** A taken port may only be replaced by one at which the other members will look. */
  private int ownPortsInARow() {
    var ports = 1;
    while (discovery instanceof Discovery.Members(List<String> addresses)
        && addresses.contains(host + ":" + (port + ports))) {
      ports++;
    }
    return ports;
  }

  /** What the event bus keeps in Hazelcast: who a member is, subscriptions and members. */
  private static void vertxStructures(Config config) {
    config.getMemberAttributeConfig().setAttribute(Agreement.NODE_ID, UUID.randomUUID().toString());
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
  }

  /**
   * After a split the larger part keeps its windows, since its shards read in the log what the
   * other part wrote; an outcome is a fact, whoever knows it.
   */
  private static void sharedMaps(Config config) {
    config.addMapConfig(
        sharedMap(SharedMaps.DEVICE_WINDOWS, SharedMaps.WINDOWS_PER_NODE)
            .setMaxIdleSeconds(SharedMaps.WINDOW_IDLE_SECONDS)
            .setMergePolicyConfig(mergedBy(DiscardMergePolicy.class)));
    config.addMapConfig(
        sharedMap(SharedMaps.COMMAND_OUTCOMES, SharedMaps.OUTCOMES_PER_NODE)
            .setTimeToLiveSeconds(SharedMaps.OUTCOME_TTL_SECONDS)
            .setMergePolicyConfig(mergedBy(PutIfAbsentMergePolicy.class)));
  }

  private static MapConfig sharedMap(String name, int entriesPerNode) {
    return new MapConfig(name)
        .setBackupCount(1)
        .setEvictionConfig(
            new EvictionConfig()
                .setEvictionPolicy(EvictionPolicy.LRU)
                .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                .setSize(entriesPerNode))
        .setPartitioningStrategyConfig(
            new PartitioningStrategyConfig(StringPartitioningStrategy.INSTANCE));
  }

  private static MergePolicyConfig mergedBy(Class<?> policy) {
    return new MergePolicyConfig().setPolicy(policy.getName());
  }
}

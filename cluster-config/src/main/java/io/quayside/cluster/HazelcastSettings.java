package io.quayside.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import java.util.List;
import java.util.UUID;

/**
 * How a node takes part in its cluster.
 *
 * @param clusterName only members with the same name join each other
 * @param host the one address this member binds and tells the others
 * @param port the port it listens on, 1–65535
 * @param members every member's {@code host} or {@code host:port}; empty for a node that stands
 *     alone, which then looks for a free port from {@code port} upwards
 * @param shards Hazelcast's partition count, for a partition is a shard
 */
public record HazelcastSettings(
    String clusterName, String host, int port, List<String> members, int shards) {
  private static final int STANDALONE_PORTS = 100;

  public HazelcastSettings {
    if (clusterName.isBlank()) {
      throw new IllegalArgumentException("the cluster's name is empty");
    }
    members = List.copyOf(members);
    Shards.requireCount(shards);
  }

  /** Whether no other member is to be looked for. */
  public boolean standsAlone() {
    return members.isEmpty();
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
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    // A node that alone holds its data has nobody to wait for when it leaves.
    config.setProperty("hazelcast.graceful.shutdown.max.wait", standsAlone() ? "1" : "10");
    network(config.getNetworkConfig());
    vertxStructures(config);
    sharedMaps(config);
    return config;
  }

  private void network(NetworkConfig network) {
    network.setPublicAddress(host).setPort(port);
    network.getInterfaces().setEnabled(true).addInterface(host);
    var ports = standsAlone() ? STANDALONE_PORTS : ownPortsInARow();
    network.setPortAutoIncrement(ports > 1).setPortCount(ports);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(members);
  }

  /** A taken port may only be replaced by one at which the other members will look. */
  private int ownPortsInARow() {
    var ports = 1;
    while (members.contains(host + ":" + (port + ports))) {
      ports++;
    }
    return ports;
  }

  /** What the event bus keeps in Hazelcast: who a member is, subscriptions and members. */
  private static void vertxStructures(Config config) {
    config.getMemberAttributeConfig().setAttribute("__vertx.nodeId", UUID.randomUUID().toString());
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
  }

  private static void sharedMaps(Config config) {
    config.addMapConfig(new MapConfig(SharedMaps.DEVICE_WINDOWS).setBackupCount(1));
    config.addMapConfig(
        new MapConfig(SharedMaps.COMMAND_OUTCOMES)
            .setBackupCount(1)
            .setTimeToLiveSeconds(SharedMaps.OUTCOME_TTL_SECONDS));
  }
}

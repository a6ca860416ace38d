package io.quayside.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HazelcastSettingsTest {
  @Test
  void shouldJoinByTheMemberListAlone() {
    var config = settings(5701, "10.0.0.1:5701", "10.0.0.2:5701").toConfig();
    var join = config.getNetworkConfig().getJoin();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
    assertThat(join.getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.1:5701", "10.0.0.2:5701");
    assertThat(config.getClusterName()).isEqualTo("harbour");
    assertThat(config.getProperty("hazelcast.partition.count")).isEqualTo("12");
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
  }

  /** There is no Kubernetes to ask here, so this shows what would be asked. */
  @Test
  void shouldAskKubernetesForThePodsOfAService() {
    var discovery = new Discovery.Kubernetes("harbour", "quayside");
    var join =
        new HazelcastSettings("harbour", "10.0.0.1", 5701, discovery, 12)
            .toConfig()
            .getNetworkConfig()
            .getJoin();
    assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
    assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
    assertThat(join.getKubernetesConfig().getProperties())
        .containsEntry("namespace", "harbour")
        .containsEntry("service-name", "quayside")
        .containsEntry("service-port", "5701");
  }

  @Test
  void shouldMoveOnlyToPortsTheOthersLookAt() {
    var alone = settings(5701, "127.0.0.1:5701", "127.0.0.2:5702").toConfig().getNetworkConfig();
    assertThat(alone.isPortAutoIncrement()).isFalse();
    var three = settings(5701, "127.0.0.1:5701", "127.0.0.1:5702", "127.0.0.1:5703").toConfig();
    assertThat(three.getNetworkConfig().isPortAutoIncrement()).isTrue();
    assertThat(three.getNetworkConfig().getPortCount()).isEqualTo(3);
  }

  @Test
  void shouldLookForAFreePortWhenItStandsAlone() {
    var network =
        new HazelcastSettings("harbour", "127.0.0.1", 5701, new Discovery.Alone(), 12)
            .toConfig()
            .getNetworkConfig();
    assertThat(network.isPortAutoIncrement()).isTrue();
    assertThat(network.getJoin().getTcpIpConfig().getMembers()).isEmpty();
  }

  @Test
  void shouldKeepWhatTheEventBusNeeds() {
    var config = settings(5701).toConfig();
    assertThat(config.getMultiMapConfigs()).containsKey("__vertx.subs");
    assertThat(config.getMapConfigs()).containsKeys("__vertx.haInfo", "__vertx.nodeInfo");
  }

  @Test
  void shouldBoundWhatItReplicates() {
    var config = settings(5701).toConfig();
    var outcomes = config.getMapConfig(SharedMaps.COMMAND_OUTCOMES);
    assertThat(outcomes.getTimeToLiveSeconds()).isEqualTo(86_400);
    assertThat(outcomes.getBackupCount()).isEqualTo(1);
    var windows = config.getMapConfig(SharedMaps.DEVICE_WINDOWS);
    assertThat(windows.getMaxIdleSeconds()).isEqualTo(86_400);
    assertThat(windows.getEvictionConfig().getSize()).isEqualTo(500_000);
    assertThat(windows.getBackupCount()).isEqualTo(1);
  }

  @Test
  void shouldRefuseACountOfShardsOutOfBounds() {
    assertThatThrownBy(
            () -> new HazelcastSettings("harbour", "127.0.0.1", 5701, new Discovery.Alone(), 0))
        .hasMessageContaining("shards");
  }

  private static HazelcastSettings settings(int port, String... members) {
    return new HazelcastSettings(
        "harbour", "127.0.0.1", port, new Discovery.Members(List.of(members)), 12);
  }
}

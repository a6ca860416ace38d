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
    var network = settings(5701).toConfig().getNetworkConfig();
    assertThat(network.isPortAutoIncrement()).isTrue();
    assertThat(network.getJoin().getTcpIpConfig().getMembers()).isEmpty();
  }

  @Test
  void shouldKeepWhatTheEventBusNeeds() {
    var config = settings(5701).toConfig();
    assertThat(config.getMultiMapConfigs()).containsKey("__vertx.subs");
    assertThat(config.getMapConfigs()).containsKeys("__vertx.haInfo", "__vertx.nodeInfo");
    assertThat(config.getMapConfig(SharedMaps.COMMAND_OUTCOMES).getTimeToLiveSeconds())
        .isEqualTo(86_400);
  }

  @Test
  void shouldRefuseACountOfShardsOutOfBounds() {
    assertThatThrownBy(() -> new HazelcastSettings("harbour", "127.0.0.1", 5701, List.of(), 0))
        .hasMessageContaining("shards");
  }

  private static HazelcastSettings settings(int port, String... members) {
    return new HazelcastSettings("harbour", "127.0.0.1", port, List.of(members), 12);
  }
}

package io.quayside.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two members that find each other, on neighbouring ports of the loopback address. */
class DiscoveryTest {
  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryTest.class);
  private static final String HOST = "127.0.0.1";
  private final List<HazelcastInstance> members = new ArrayList<>();

  @AfterEach
  void leave() {
    members.forEach(member -> member.getLifecycleService().terminate());
  }

  @Test
  void shouldFindMembersByTheirList() throws IOException {
    int port = freePort();
    shouldFindEachOther(
        port, new Discovery.Members(List.of(HOST + ":" + port, HOST + ":" + (port + 1))));
  }

  @Test
  void shouldFindMembersByTheNameTheyShare() throws IOException {
    shouldFindEachOther(freePort(), new Discovery.Dns("localhost"));
  }

  @Test
  void shouldFindMembersByMulticast() throws IOException {
    shouldFindEachOther(freePort(), new Discovery.Multicast("224.2.2.3", freePort()));
  }

  @Test
  void shouldNotAgreeWithAnotherProtocol() throws IOException {
    int port = freePort();
    var configs =
        configs(port, new Discovery.Members(List.of(HOST + ":" + port, HOST + ":" + (port + 1))));
    configs
        .getFirst()
        .getMemberAttributeConfig()
        .setAttribute("quayside.protocol", "2")
        .setAttribute("quayside.protocol.lowest", "1");
    shouldBeOne(configs);

    assertThatThrownBy(() -> Agreement.verify(members.getLast()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "all nodes of a cluster understand a common protocol number: here it is %d to"
                + " %d, at 127.0.0.1:%d it is 1 to 2",
            Agreement.LOWEST_PROTOCOL, Agreement.HIGHEST_PROTOCOL, port);
  }

  @Test
  void shouldAgreeOnWhatTheOldestMemberUnderstands() throws IOException {
    int port = freePort();
    var configs =
        configs(port, new Discovery.Members(List.of(HOST + ":" + port, HOST + ":" + (port + 1))));
    configs
        .getFirst()
        .getMemberAttributeConfig()
        .setAttribute("quayside.protocol", Integer.toString(Agreement.HIGHEST_PROTOCOL + 3));
    shouldBeOne(configs);

    var member = members.getLast();
    Agreement.verify(member);
    assertThat(Agreement.agreedProtocol(member.getCluster().getMembers()))
        .isEqualTo(Agreement.HIGHEST_PROTOCOL);
  }

  @Test
  void shouldGoOnWithMembersThatKnowNoPrincipals() throws IOException {
    int port = freePort();
    var configs =
        configs(port, new Discovery.Members(List.of(HOST + ":" + port, HOST + ":" + (port + 1))));
    configs
        .getFirst()
        .getMemberAttributeConfig()
        .setAttribute("quayside.protocol", "4")
        .setAttribute("quayside.protocol.lowest", "4");
    shouldBeOne(configs);

    var member = members.getLast();
    Agreement.verify(member);
    assertThat(Agreement.agreedProtocol(member.getCluster().getMembers()))
        .isEqualTo(4)
        .isLessThan(Agreement.PRINCIPALS_PROTOCOL);
  }

  private void shouldFindEachOther(int port, Discovery discovery) {
    shouldBeOne(configs(port, discovery));
    Agreement.verify(members.getLast());
  }

  private void shouldBeOne(List<Config> configs) {
    configs.forEach(config -> members.add(Hazelcast.newHazelcastInstance(config)));
    for (var member : members) {
      assertThat(member.getCluster().getMembers())
          .extracting(m -> m.getAddress().getHost())
          .containsExactly(HOST, HOST);
    }
  }

  private static List<Config> configs(int port, Discovery discovery) {
    var configs =
        Stream.of(port, port + 1)
            .map(own -> new HazelcastSettings("discovery-" + port, HOST, own, discovery, 3))
            .map(HazelcastSettings::toConfig)
            .toList();
    // All members of a name have one port, which two on one address cannot.
    configs.forEach(
        config ->
            config
                .getNetworkConfig()
                .getJoin()
                .getKubernetesConfig()
                .setProperty("service-port", Integer.toString(port)));
    return configs;
  }

  /** One that nobody listens on, and nobody on the next either. */
  private static int freePort() throws IOException {
    while (true) {
      try (var socket = new ServerSocket(0);
          var next = new ServerSocket(socket.getLocalPort() + 1)) {
        return next.getLocalPort() - 1;
      } catch (BindException | IllegalArgumentException taken) {
        LOG.debug("the next port is taken", taken);
      }
    }
  }
}

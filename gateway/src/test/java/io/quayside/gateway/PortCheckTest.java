package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.gateway.config.ConfigKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortCheckTest {
  private static final String LOOPBACK = "127.0.0.1";

  @Test
  void shouldSayWhichPortIsTakenAndWhatChangesIt() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var check = new PortCheck(ConfigKey.KAFKA_PORT, LOOPBACK, taken.getLocalPort());
      assertThatThrownBy(() -> PortCheck.all(List.of(check)))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("kafka.port")
          .hasMessageContaining("QUAYSIDE_KAFKA_PORT");
    }
  }

  @Test
  void shouldSeeAPortTakenOnOneAddressWhenAllAreWanted() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var check = new PortCheck(ConfigKey.HTTP_PORT, "0.0.0.0", taken.getLocalPort());
      assertThatThrownBy(() -> PortCheck.all(List.of(check))).hasMessageContaining("http.port");
    }
  }

  @Test
  void shouldRefuseOnePortForTwo() throws IOException {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    var both =
        List.of(
            new PortCheck(ConfigKey.HTTP_PORT, LOOPBACK, free),
            new PortCheck(ConfigKey.MANAGEMENT_PORT, LOOPBACK, free));
    assertThatThrownBy(() -> PortCheck.all(both))
        .hasMessageContaining("management.port")
        .hasMessageContaining("http.port");
  }

  @Test
  void shouldLetFreeAndArbitraryPortsPass() {
    PortCheck.all(
        List.of(
            new PortCheck(ConfigKey.HTTP_PORT, LOOPBACK, 0),
            new PortCheck(ConfigKey.MANAGEMENT_PORT, LOOPBACK, 0)));
  }

  @Test
  void shouldNameAHostNobodyKnows() {
    var check = new PortCheck(ConfigKey.HTTP_PORT, "no-such-host.invalid", 18_099);
    assertThatThrownBy(() -> PortCheck.all(List.of(check)))
        .hasMessageContaining("no-such-host.invalid");
  }
}

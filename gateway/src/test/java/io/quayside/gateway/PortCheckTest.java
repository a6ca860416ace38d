package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.gateway.config.ConfigKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.RepeatedTest;
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
    int free = free();
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

  @Test
  void shouldHoldAPortWithoutListening() throws IOException {
    var check = new PortCheck(ConfigKey.HTTP_PORT, LOOPBACK, free());
    var held = HeldPorts.of(List.of(check));
    try {
      assertThatThrownBy(() -> PortCheck.all(List.of(check))).hasMessageContaining("http.port");
      assertThatThrownBy(() -> HeldPorts.of(List.of(check))).hasMessageContaining("http.port");
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), check.port()).close())
          .isInstanceOf(ConnectException.class);
    } finally {
      held.close();
    }
    PortCheck.all(List.of(check));
  }

  /** Nodes that start at once have all found the port free. */
  @RepeatedTest(10)
  void shouldHoldAPortForOneOfSeveral() throws Exception {
    var check = new PortCheck(ConfigKey.HTTP_PORT, LOOPBACK, free());
    var together = new CyclicBarrier(4);
    try (var threads = Executors.newFixedThreadPool(4)) {
      Callable<Optional<HeldPorts>> start =
          () -> {
            together.await();
            try {
              return Optional.of(HeldPorts.of(List.of(check)));
            } catch (StartException refused) {
              return Optional.empty();
            }
          };
      var holders = new ArrayList<HeldPorts>();
      for (var started : threads.invokeAll(Collections.nCopies(4, start))) {
        started.get().ifPresent(holders::add);
      }
      holders.forEach(HeldPorts::close);
      assertThat(holders).hasSize(1);
    }
  }

  private static int free() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

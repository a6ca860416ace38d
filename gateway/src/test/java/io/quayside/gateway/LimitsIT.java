package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway whose bounds are tight. */
class LimitsIT {
  private static final int CONNECTIONS = 60;
  private static final int SUBSCRIPTIONS = 3;
  private static final int SILENT = 4002;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayProcess.startFresh(
            "limits",
            Map.of(
                "QUAYSIDE_LIMITS_CONNECTIONS", Integer.toString(CONNECTIONS),
                "QUAYSIDE_LIMITS_SUBSCRIPTIONS", Integer.toString(SUBSCRIPTIONS),
                "QUAYSIDE_LIMITS_REQUEST_SECONDS", "6",
                "QUAYSIDE_LIMITS_IDLE_SECONDS", "1",
                "QUAYSIDE_LIMITS_HEARTBEAT_SECONDS", "1"));
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
  }

  @Test
  void shouldAnswerOneConnectionTooManyAndServeAgainWhenThereIsRoom() throws IOException {
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        crowd.add(connect());
      }
      // The last of the crowd may be accepted, hence counted, a little after their kernel says so.
      var refused = await().until(this::status, answer -> answer.startsWith("HTTP/1.1 503 "));
      assertThat(refused).contains("\"code\":\"overloaded\"");
    } finally {
      for (var socket : crowd) {
        socket.close();
      }
    }
    assertThat(await().until(this::status, status -> status.startsWith("HTTP/1.1 200 ")))
        .isNotEmpty();
  }

  @Test
  void shouldCutOffWhoDoesNotSayWhatItWants() throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write("GET /v1/shipments HT".getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void shouldCloseAConnectionThatIsIdle() throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write(request("keep-alive"));
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void shouldCloseASocketWhosePeerIsGone() throws IOException {
    try (var halfOpen = new RawWebSocket(gateway.ports().http())) {
      // It answers no ping.
      assertThat(halfOpen.readCloseCode()).isEqualTo(SILENT);
    }
  }

  @Test
  void shouldRefuseOneSubscriptionTooMany() {
    var dispatcher = new Dispatcher(gateway.client());
    try (var live = gateway.client().live()) {
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        assertThat(live.subscribe(dispatcher.book()).getString("op")).isEqualTo("subscribed");
      }
      var refused = live.subscribe(dispatcher.book());
      assertThat(refused.getString("op")).isEqualTo("error");
      assertThat(refused.getString("code")).isEqualTo("overloaded");
      live.roundTrip();
    }
  }

  private static Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.ports().http());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private String status() {
    try (var socket = connect()) {
      return ask(socket);
    } catch (IOException e) {
      return "";
    }
  }

  private static String ask(Socket socket) throws IOException {
    socket.getOutputStream().write(request("close"));
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static byte[] request(String connection) {
    return "GET /v1/shipments?limit=1 HTTP/1.1\r\nHost: a\r\nConnection: %s\r\n\r\n"
        .formatted(connection)
        .getBytes(ISO_8859_1);
  }
}

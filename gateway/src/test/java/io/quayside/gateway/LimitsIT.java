package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawWebSocket;
import io.quayside.gateway.harness.RawWebSocket.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway whose bounds are tight, and whose sockets may be compressed. */
class LimitsIT {
  private static final int CONNECTIONS = 60;
  private static final int SUBSCRIPTIONS = 3;
  private static final int SILENT = 4002;
  private static final int TOO_BIG = 1009;
  private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate\n";

  /** Bit RSV1 of a frame's first byte: the message is compressed (RFC 7692, 6). */
  private static final int COMPRESSED = 0x40;

  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayProcess.startFresh(
            "limits",
            Map.of(
                "QUAYSIDE_HTTP_WEBSOCKET_COMPRESSION", "true",
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
      assertThat(readToTheClose(halfOpen).closeCode()).isEqualTo(SILENT);
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

  @Test
  void shouldCompressForWhoOffersIt() throws IOException, DataFormatException {
    try (var socket = compressed()) {
      assertThat(socket.answer()).containsIgnoringCase("sec-websocket-extensions: permessage-defl");
      socket.sendBytes(deflated("{\"op\":\"ping\",\"id\":\"" + "x".repeat(100) + "\"}"));

      var pong = inflated(nextText(socket).payload());
      assertThat(pong).isEqualTo("{\"op\":\"pong\",\"id\":\"" + "x".repeat(100) + "\"}");
    }
  }

  @Test
  void shouldNotInflateBeyondTheBoundOfAMessage() throws IOException {
    var heap = gateway.heapInUse();
    try (var socket = compressed()) {
      socket.sendBytes(deflated(" ".repeat(100 << 20)));
      assertThat(readToTheClose(socket).closeCode()).isEqualTo(TOO_BIG);
    }
    assertThat(gateway.heapInUse() - heap).isLessThan(50L << 20);
    new Dispatcher(gateway.client()).book(Bodies.booking()).expect(201);
  }

  @Test
  void shouldCloseOnWhatCannotBeInflated() throws IOException {
    try (var socket = compressed()) {
      var frame = RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[] {7, 7, 7, 7});
      frame[0] |= COMPRESSED;
      socket.sendBytes(frame);
      assertThat(readToTheClose(socket).closeCode()).isEqualTo(TOO_BIG);
    }
  }

  @Test
  void shouldNotCompressUnasked() throws IOException {
    try (var socket = new RawWebSocket(gateway.ports().http())) {
      assertThat(socket.answer()).doesNotContainIgnoringCase("extensions");
    }
  }

  private static RawWebSocket compressed() throws IOException {
    return new RawWebSocket(gateway.ports().http(), DEFLATE);
  }

  private static Frame readToTheClose(RawWebSocket socket) throws IOException {
    return next(socket, RawWebSocket.CLOSE);
  }

  private static Frame nextText(RawWebSocket socket) throws IOException {
    return next(socket, RawWebSocket.TEXT);
  }

  private static Frame next(RawWebSocket socket, int opcode) throws IOException {
    Optional<Frame> frame = socket.read();
    while (frame.isPresent() && frame.get().opcode() != opcode) {
      frame = socket.read();
    }
    return frame.orElseThrow(() -> new AssertionError("it ended without a frame of " + opcode));
  }

  private static byte[] deflated(String text) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(text.getBytes(UTF_8));
    var out = new ByteArrayOutputStream();
    var buffer = new byte[8_192];
    for (int n = 1; n > 0; ) {
      n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, n);
    }
    deflater.end();
    var bytes = out.toByteArray();
    // The last four bytes of the flush are left out (RFC 7692, 7.2.1).
    var payload = new byte[bytes.length - 4];
    System.arraycopy(bytes, 0, payload, 0, payload.length);
    var frame = RawWebSocket.frame(RawWebSocket.TEXT, true, payload);
    frame[0] |= COMPRESSED;
    return frame;
  }

  private static String inflated(byte[] payload) throws DataFormatException {
    var inflater = new Inflater(true);
    inflater.setInput(payload);
    var buffer = new byte[8_192];
    int length = inflater.inflate(buffer);
    inflater.end();
    return new String(buffer, 0, length, UTF_8);
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

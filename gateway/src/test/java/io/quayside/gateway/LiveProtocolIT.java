package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.RawWebSocket;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames of the subprotocol: well-formed, ill-formed, and none of it at all. */
@ExtendWith(SharedGateway.class)
class LiveProtocolIT {
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";

  private final Client client;
  private final Dispatcher dispatcher;
  private final int port;

  LiveProtocolIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
    port = gateway.ports().http();
  }

  @Test
  void shouldAgreeOnTheSubprotocol() {
    try (var live = client.live();
        var choosy = client.liveOffering("mqtt", "quayside.v1")) {
      assertThat(live.subprotocol()).isEqualTo("quayside.v1");
      assertThat(choosy.subprotocol()).isEqualTo("quayside.v1");
    }
  }

  @Test
  void shouldServeWhoOffersNoSubprotocol() {
    var shipmentId = dispatcher.book();
    try (var live = client.liveOffering()) {
      assertThat(live.subprotocol()).isEmpty();
      assertThat(live.subscribe(shipmentId).getString("op")).isEqualTo("subscribed");
    }
  }

  @Test
  void shouldRefuseWhoOffersOnlyOtherSubprotocols() {
    var failure = catchThrowable(() -> client.liveOffering("quayside.v2", "mqtt"));

    assertThat(failure)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(422));
  }

  @Test
  void shouldNotCompressWhereNobodyHasAllowedIt() throws IOException {
    var offer = "Sec-WebSocket-Extensions: permessage-deflate\n";
    try (var socket = new RawWebSocket(port, offer)) {
      assertThat(socket.answer()).doesNotContainIgnoringCase("extensions");
    }
  }

  @Test
  void shouldPutFragmentsTogether() throws IOException {
    try (var socket = new RawWebSocket(port)) {
      // The cut goes through a character of two bytes.
      var text = "{\"op\":\"ping\",\"id\":\"ä\"}".getBytes(UTF_8);
      int cut = text.length - 3;
      socket.sendBytes(
          RawWebSocket.frame(RawWebSocket.TEXT, false, Arrays.copyOfRange(text, 0, cut)));
      socket.sendBytes(RawWebSocket.frame(RawWebSocket.PING, true, new byte[] {1}));
      socket.sendBytes(
          RawWebSocket.frame(
              RawWebSocket.CONTINUATION, true, Arrays.copyOfRange(text, cut, text.length)));

      assertThat(socket.readJson().getString("id")).isEqualTo("ä");
    }
  }

  @Test
  void shouldCloseOnFragmentsBeyondTheBound() throws IOException {
    try (var socket = new RawWebSocket(port)) {
      var half = new byte[128 * 1024];
      socket.sendBytes(RawWebSocket.frame(RawWebSocket.TEXT, false, half));
      socket.sendBytes(RawWebSocket.frame(RawWebSocket.CONTINUATION, false, half));
      socket.sendBytes(RawWebSocket.frame(RawWebSocket.CONTINUATION, false, new byte[] {' '}));

      assertThat(closeCode(socket)).isEqualTo(1009);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256 * 1024 + 1, 1 << 20, 8 << 20})
  void shouldSayWhyToWhoStillSends(int length) throws IOException {
    try (var socket = new RawWebSocket(port)) {
      socket.sendBytes(RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[length]));

      assertThat(closeCode(socket)).isEqualTo(1009);
    }
  }

  @Test
  void shouldRefuseTextThatIsNotUtf8() throws IOException {
    try (var socket = new RawWebSocket(port)) {
      var text = "{\"op\":\"ping\",\"id\":\"?\"}".getBytes(UTF_8);
      text[text.length - 3] = (byte) 0xE4;
      socket.sendBytes(RawWebSocket.frame(RawWebSocket.TEXT, true, text));

      assertThat(socket.readJson().getString("code")).isEqualTo("malformed-json");
    }
  }

  /** Sends until the kernels on both sides hold all they can, which is when nobody reads. */
  @Test
  void shouldReadNothingFromWhoDoesNotRead() throws IOException {
    try (var socket = new RawWebSocket(port)) {
      var pings = new ByteArrayOutputStream();
      for (int i = 0; i < 1_000; i++) {
        pings.writeBytes(RawWebSocket.frame(RawWebSocket.PING, true, new byte[100]));
      }
      assertThat(socket.sendsWithin(Duration.ofSeconds(3), pings.toByteArray(), 1_000)).isFalse();
      // All that it took is answered when it is read.
      assertThat(socket.read()).isPresent();
    }
  }

  private static int closeCode(RawWebSocket socket) throws IOException {
    var frame = socket.read().orElseThrow();
    while (frame.opcode() != RawWebSocket.CLOSE) {
      frame = socket.read().orElseThrow();
    }
    return frame.closeCode();
  }

  @Test
  void shouldAnswerPings() {
    try (var live = client.live()) {
      live.send(new JsonObject().put("op", "ping").put("id", "p1"));
      live.send(new JsonObject().put("op", "ping"));

      assertThat(live.await(2, frame -> true))
          .containsExactly(
              new JsonObject().put("op", "pong").put("id", "p1"),
              new JsonObject().put("op", "pong"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"op\":\"dance\",\"id\":\"x\"} | validation-failed",
        "{\"id\":\"x\"} | validation-failed",
        "{\"op\":7,\"id\":\"x\"} | validation-failed",
        "{\"op\":\"ping\",\"id\":\"x\",\"payload\":1} | validation-failed",
        "{\"op\":\"subscribe\",\"id\":\"x\"} | validation-failed",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":7} | validation-failed",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":\"no\"} | shipment-not-found",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":\""
            + UNKNOWN
            + "\"}"
            + " | shipment-not-found",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":\""
            + UNKNOWN
            + "\",\"after\":-1}"
            + " | validation-failed",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":\""
            + UNKNOWN
            + "\",\"after\":1.5}"
            + " | validation-failed",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":\""
            + UNKNOWN
            + "\",\"after\":null}"
            + " | validation-failed",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":\""
            + UNKNOWN
            + "\",\"positions\":1}"
            + " | validation-failed",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":\""
            + UNKNOWN
            + "\",\"from\":1}"
            + " | validation-failed",
        "{\"op\":\"unsubscribe\",\"id\":\"x\"} | validation-failed",
      })
  void shouldAnswerAnErrorAndStayOpen(String frame, String code) {
    try (var live = client.live()) {
      live.sendText(frame);

      var error = live.await(answer -> "error".equals(answer.getString("op")));
      assertThat(error.getString("id")).isEqualTo("x");
      assertThat(error.getString("code")).isEqualTo(code);
      assertThat(error.getString("detail")).isNotBlank();
      live.roundTrip();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ping", "[]", "{\"op\":\"ping\"", "{\"op\":\"ping\",\"op\":\"ping\"}"})
  void shouldAnswerAnErrorToWhatIsNoJsonObject(String text) {
    try (var live = client.live()) {
      live.sendText(text);

      assertThat(live.await(answer -> true).getString("code")).isEqualTo("malformed-json");
      live.roundTrip();
    }
  }

  @Test
  void shouldCloseAfterTenBadFramesInARow() {
    try (var live = client.live()) {
      sendBad(live, 9);
      live.roundTrip();
      // The ping was in order, so the count starts again.
      sendBad(live, 9);
      live.roundTrip();
      sendBad(live, 10);

      assertThat(live.awaitClose()).isEqualTo(4500);
    }
  }

  @Test
  void shouldRefuseBinaryFrames() {
    try (var live = client.live()) {
      live.sendBinary("{\"op\":\"ping\"}".getBytes(UTF_8));

      assertThat(live.await(answer -> true).getString("code")).isEqualTo("malformed-json");
    }
  }

  @Test
  void shouldTakeAMessageUpToItsBoundAndCloseBeyond() {
    try (var live = client.live()) {
      live.sendText("{\"op\":\"ping\",\"id\":\"fits\"}" + " ".repeat(256 * 1024 - 25));
      live.await(frame -> "fits".equals(frame.getString("id")));
      live.sendText("{\"op\":\"ping\",\"id\":\"fits\"}" + " ".repeat(256 * 1024 - 24));

      assertThat(live.awaitClose()).isEqualTo(1009);
    }
  }

  private static void sendBad(LiveClient live, int frames) {
    for (int i = 0; i < frames; i++) {
      live.sendText(i % 2 == 0 ? "nonsense" : "{\"op\":\"nonsense\"}");
    }
  }
}

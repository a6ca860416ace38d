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
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mqtt|quayside.v1",
        "quayside.v1|mqtt",
        "mqtt, amqp|quayside.v1 , stomp",
        "|quayside.v1",
      })
  void shouldFindItsSubprotocolInAnyField(String fields) throws IOException {
    var lines = new StringBuilder();
    for (var field : fields.split("\\|", -1)) {
      lines.append("Sec-WebSocket-Protocol: ").append(field).append('\n');
    }
    try (var socket = RawWebSocket.offering(port, lines.toString())) {
      assertThat(socket.answer()).containsOnlyOnce("sec-websocket-protocol: quayside.v1\r\n");
      socket.sendText("{\"op\":\"ping\"}");
      assertThat(socket.readJson().getString("op")).isEqualTo("pong");
    }
  }

  @Test
  void shouldTakeAnEmptyListOfSubprotocolsForNone() throws IOException {
    try (var socket = RawWebSocket.offering(port, "Sec-WebSocket-Protocol:\n")) {
      assertThat(socket.answer()).doesNotContainIgnoringCase("sec-websocket-protocol");
      socket.sendText("{\"op\":\"ping\"}");
      assertThat(socket.readJson().getString("op")).isEqualTo("pong");
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
            + "\",\"after\":1.99999999999999999}"
            + " | validation-failed",
        "{\"op\":\"subscribe\",\"id\":\"x\",\"shipmentId\":\""
            + UNKNOWN
            + "\",\"after\":2147483648}"
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
  @ValueSource(strings = {"1", "1.0", "1e0", "10E-1", "0.1e1", "1.0000000000000000000"})
  void shouldTakeAWholeNumberHoweverItIsWritten(String one) {
    var shipmentId = dispatcher.book();
    dispatcher.assignCarrier(shipmentId, "V").expect(200);
    try (var live = client.live()) {
      live.sendText(
          "{\"op\":\"subscribe\",\"id\":\"s\",\"shipmentId\":\"%s\",\"after\":%s}"
              .formatted(shipmentId, one));

      assertThat(live.await(frame -> "s".equals(frame.getString("id"))).getString("op"))
          .isEqualTo("subscribed");
      live.awaitEvents(shipmentId, 2);
      assertThat(live.versions(shipmentId)).containsExactly(2);
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

  @Test
  void shouldTakeCredentialsWhereNoneAreNeeded() {
    try (var live = client.live()) {
      var answer = live.authenticate("whatever");
      assertThat(answer.getString("op")).isEqualTo("authenticated");
      assertThat(answer.containsKey("until")).isFalse();
      live.send(
          new JsonObject()
              .put("op", "authenticate")
              .put("id", "other")
              .put("token", "whatever")
              .put("tenant", "acme"));
      assertThat(live.await(frame -> "other".equals(frame.getString("id"))).getString("code"))
          .isEqualTo("forbidden");
    }
  }
}

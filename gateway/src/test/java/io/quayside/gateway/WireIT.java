package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-behaved HTTP client sends. */
@ExtendWith(SharedGateway.class)
class WireIT {
  private static final int ANSWER_WITHIN_MILLIS = 10_000;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private final int port;
  private final Client client;

  WireIT(GatewayProcess gateway) {
    port = gateway.ports().http();
    client = gateway.client();
  }

  @AfterEach
  void shouldGoOnServingOthers() {
    client.get("/v1/shipments?limit=1").expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
        "GARBAGE\r\n\r\n",
        "GET /v1/shipments HTTQ/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/shipments HTTP/3.0\r\nHost: a\r\n\r\n",
        "GET\r\n\r\n",
        "GET /v1/shipments HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n",
        "GET /v1/shipments HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
      })
  void shouldAnswerGarbageWithAProblemAndClose(String garbage) throws IOException {
    var answer = exchange(garbage);

    // What names no version of HTTP is answered in the oldest.
    assertThat(answer).matches("(?s)HTTP/1\\.[01] 400 .*");
    assertThat(answer).contains("application/problem+json").contains("\"code\":\"bad-request\"");
  }

  @Test
  void shouldRefuseHeadersWithoutEnd() throws IOException {
    var answer =
        exchange(
            "GET /v1/shipments HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/shipments/%zz", "/v1/shipments/%", "/v1/shipments?after=%zz"})
  void shouldRefuseWhatCannotBeDecoded(String target) throws IOException {
    var answer = exchange("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json")
        .contains("\"code\":\"bad-request\"");
  }

  @ParameterizedTest
  @CsvSource({
    "'Upgrade: websocket', 'HTTP/1.1 426 ', Sec-WebSocket-Version: 13",
    "'Connection: Upgrade|Upgrade: h2c', 'HTTP/1.1 426 ', upgrade-required",
    "'Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 8', 'HTTP/1.1 426 ', 13",
    "'Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13', 'HTTP/1.1 422 ', -Key",
  })
  void shouldRefuseAHandshakeThatIsNone(String headers, String status, String said)
      throws IOException {
    var request = "GET /v1/ws HTTP/1.1\r\nHost: a\r\n" + headers.replace("|", "\r\n") + "\r\n\r\n";
    var answer = new StringBuilder();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      // The connection stays open: the document's end is the answer's.
      while (!answer.toString().endsWith("\"}") && !answer.toString().endsWith("]}")) {
        answer.append((char) socket.getInputStream().read());
      }
    }

    assertThat(answer.toString()).startsWith(status).containsIgnoringCase(said);
  }

  @ParameterizedTest
  @CsvSource({
    "Host: a|Connection: keep-alive|Connection: Upgrade, 'HTTP/1.1 101 '",
    "Host: a|Connection: keep-alive|Connection:, 'HTTP/1.1 426 '",
    "Host: [a|Connection: Upgrade, 'HTTP/1.1 400 '"
  })
  void shouldReadAHandshakeAsItIsMeant(String headers, String status) throws IOException {
    var request =
        """
        GET /v1/ws HTTP/1.1
        %s
        Upgrade: websocket
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13

        """
            .formatted(headers.replace("|", "\n"))
            .replace("\n", "\r\n");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      var answer = new String(socket.getInputStream().readNBytes(status.length()), ISO_8859_1);

      assertThat(answer).isEqualTo(status);
    }
  }

  @Test
  void shouldRefuseAChunkWithoutItsEnd() throws IOException {
    var answer =
        exchange(
            """
            POST /v1/positions HTTP/1.1
            Host: a
            Content-Type: application/x-ndjson
            Transfer-Encoding: chunked

            2
            {}{}
            0

            """
                .replace("\n", "\r\n"));

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad-request\"");
  }

  @Test
  void shouldAnswerAllThatWasAskedWhileNothingWasRead() throws IOException {
    int asked = 2_000;
    var request = "GET /v1/shipments?limit=200 HTTP/1.1\r\nHost: a\r\n\r\n";

    assertThat(statusesOfAll(request.repeat(asked))).hasSize(asked).containsOnly("200");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20})
  void shouldAnswerAClientThatHasEndedItsOutput(int asked) throws IOException {
    var request = "GET /v1/shipments?limit=1 HTTP/1.1\r\nHost: a\r\n\r\n";

    for (int run = 0; run < 20; run++) {
      assertThat(statusesOfAll(request.repeat(asked))).hasSize(asked).containsOnly("200");
    }
  }

  /** Sends the requests and nothing more, and only then reads until the gateway closes. */
  private List<String> statusesOfAll(String requests) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
      socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      var answers = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return STATUS_LINE.matcher(answers).results().map(line -> line.group(1)).toList();
    }
  }

  @Test
  void shouldRefuseAChunkedBodyBeyondTheBound() throws IOException {
    var chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
    var answer =
        exchange(
            "POST /v1/shipments HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(3)
                + "0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"payload-too-large\"");
  }

  @Test
  void shouldAnswerRequestsThatCameInOnePieceInTheirOrder() throws IOException {
    var body = Bodies.booking().encode();
    var booking =
        "POST /v1/shipments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.getBytes(UTF_8).length
            + "\r\n\r\n"
            + body;
    var last = "GET /v1/nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    var answer = exchange(booking.repeat(5) + last);

    assertThat(answer.split("HTTP/1.1 201 ", -1)).hasSize(6);
    assertThat(answer.lastIndexOf("HTTP/1.1 404 ")).isGreaterThan(answer.lastIndexOf(" 201 "));
  }

  @Test
  void shouldNotMindAClientThatLeavesHalfway() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1/shipments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 5000\r\n\r\n{\"reference\":")
                  .getBytes(ISO_8859_1));
    }
    client.post("/v1/shipments", Bodies.booking()).expect(201);
  }

  /** Sends the text and reads until the gateway closes. */
  private String exchange(String text) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      var answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(UTF_8);
    }
  }
}

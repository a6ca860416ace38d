package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawHttp;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Heads that two parsers could read differently (RFC 9112, 2.2, 3, 5 and 6). Each is refused, the
 * connection is closed, and nothing of what was pipelined behind it is done.
 */
@ExtendWith(SharedGateway.class)
class HttpFramingIT {
  private final GatewayProcess gateway;

  HttpFramingIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  static Stream<Arguments> refusedHeads() {
    return Stream.of(Door.values())
        .flatMap(
            door ->
                Stream.of(lengths(), codings(), requestLines(), fieldLines())
                    .flatMap(List::stream)
                    .map(head -> Arguments.of(door, head)));
  }

  private static List<String> lengths() {
    var post = "POST {target} HTTP/1.1|Host: a|";
    return List.of(
        post + "Content-Length: 5|Transfer-Encoding: chunked",
        post + "Transfer-Encoding: chunked|Content-Length: 5",
        post + "Transfer-Encoding: gzip|Content-Length: 5",
        post + "Content-Length: 5|Transfer-Encoding:",
        post + "Content-Length: 5|Content-Length: 5",
        post + "Content-Length: 5|Content-Length: 6",
        post + "CONTENT-LENGTH: 0|content-length: 0",
        post + "Content-Length: 5, 5",
        post + "Content-Length: 5, 6",
        post + "Content-Length: 5,",
        post + "Content-Length: +5",
        post + "Content-Length: -5",
        post + "Content-Length: 5 5",
        post + "Content-Length: 0x5",
        post + "Content-Length: 5.0",
        post + "Content-Length: 1e1",
        post + "Content-Length:",
        post + "Content-Length: 9223372036854775808",
        post + "Content-Length: 18446744073709551621",
        "GET {target} HTTP/1.0|Content-Length: 5|Content-Length: 5",
        // An old WebSocket draft, by which eight bytes of body follow without any length.
        "GET {target} HTTP/1.1|Host: a|Sec-WebSocket-Key1: 1|Sec-WebSocket-Key2: 2");
  }

  private static List<String> codings() {
    var post = "POST {target} HTTP/1.1|Host: a|";
    return List.of(
        post + "Transfer-Encoding: chunked, gzip",
        post + "Transfer-Encoding: chunked,chunked",
        post + "Transfer-Encoding: chunked;q=1",
        post + "Transfer-Encoding: chunked,",
        post + "Transfer-Encoding: , chunked",
        post + "Transfer-Encoding:",
        post + "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        post + "Transfer-Encoding: gzip|Transfer-Encoding: chunked",
        post + "Transfer-Encoding: chunked|transfer-encoding: identity",
        "POST {target} HTTP/1.0|Host: a|Transfer-Encoding: chunked",
        "POST {target} HTTP/1.0|Host: a|Connection: keep-alive|Transfer-Encoding: chunked",
        "POST {target} HTTP/1.0|Transfer-Encoding: gzip",
        "GET {target} HTTP/1.0|Transfer-Encoding: chunked|Content-Length: 5");
  }

  private static List<String> requestLines() {
    return List.of(
        "GET  {target} HTTP/1.1|Host: a",
        "GET {target}  HTTP/1.1|Host: a",
        "GET\t{target} HTTP/1.1|Host: a",
        "GET {target}\tHTTP/1.1|Host: a",
        "GET\u000b{target} HTTP/1.1|Host: a",
        "GET {target}\fHTTP/1.1|Host: a",
        "GET\r{target} HTTP/1.1|Host: a",
        "GET {target}\rHTTP/1.1|Host: a",
        " GET {target} HTTP/1.1|Host: a",
        "\tGET {target} HTTP/1.1|Host: a",
        "GET {target} HTTP/1.1 |Host: a",
        "GET {target} HTTP/1.1\t|Host: a",
        "GET {target} HTTP/1.1\r|Host: a",
        "GET {target} http/1.1|Host: a",
        "GET {target} HTTP/1.1x|Host: a",
        "GET {target} HTTP/01.1|Host: a",
        "GET {target} HTTP/1|Host: a",
        "GET {target}|Host: a",
        "GET {target} x HTTP/1.1|Host: a",
        "G(T {target} HTTP/1.1|Host: a",
        "GET\u0000 {target} HTTP/1.1|Host: a",
        "GET {target}\u0000 HTTP/1.1|Host: a",
        "GET {target}\u0001 HTTP/1.1|Host: a",
        "GET {target}\u007f HTTP/1.1|Host: a",
        "GET {target}#top HTTP/1.1|Host: a",
        "GET v1/shipments HTTP/1.1|Host: a",
        "GET ?limit=1 HTTP/1.1|Host: a",
        "PRI * HTTP/2.0");
  }

  private static List<String> fieldLines() {
    var get = "GET {target} HTTP/1.1|";
    return List.of(
        get + "Host : a",
        get + "Host\t: a",
        get + " Host: a",
        get + "Host: a|X-A : b",
        get + "Host: a|X-A: b| c",
        get + "Host: a|X-A: b|\tc",
        get + "Host: a|X-A: b| ",
        get + "X-A: b| c|Host: a",
        get + "Host:| a",
        get + "Host: a| Transfer-Encoding: chunked",
        get + "Host: a|X A: b",
        get + "Host: a|: b",
        get + "Host: a|X-A",
        get + "Host: a|X(A: b",
        get + "Host: a|X/A: b",
        get + "Host: a|X@A: b",
        get + "Host: a|X{A}: b",
        get + "Host: a|\"X\": b",
        get + "Host: a|X\u00e9: b",
        get + "Host: a|X\u0000: b",
        get + "Host: a|X-A: b\u0000c",
        get + "Host: a|X-A: b\rc",
        get + "Host: a|X-A: b\rTransfer-Encoding: chunked",
        get + "Host: a\r|X-A: b",
        get + "Host: a\nX-A: b",
        get + "Host: a|X-A: b\n",
        "GET {target} HTTP/1.1\nHost: a");
  }

  @ParameterizedTest
  @MethodSource("refusedHeads")
  void shouldRefuseAHeadThatCanBeReadInTwoWays(Door door, String head) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(door.head(head) + door.get());

      expectRefusal(connection, 400, "bad-request");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GATEWAY, gzip",
    "GATEWAY, 'gzip, chunked'",
    "GATEWAY, identity",
    "GATEWAY, xchunked",
    "GATEWAY, chunkedx",
    "MANAGEMENT, gzip",
    "MANAGEMENT, 'gzip, chunked'",
  })
  void shouldNotKnowOtherCodings(Door door, String coding) throws IOException {
    try (var connection = door.open(gateway)) {
      var head = "POST {target} HTTP/1.1|Host: a|Transfer-Encoding: " + coding;
      connection.send(door.head(head) + "5\r\nhello\r\n0\r\n\r\n" + door.get());

      expectRefusal(connection, 501, "not-implemented");
    }
  }

  private static void expectRefusal(RawHttp connection, int status, String code)
      throws IOException {
    var answer = connection.read().expectProblem(status, code);

    assertThat(answer.header("connection")).isEqualTo("close");
    connection.expectEnd();
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeWhatIsOnlyUnusual(Door door) throws IOException {
    var requests =
        List.of(
            "GET {target} HTTP/1.1|Host:a",
            "GET {target} HTTP/1.1|hOST: \t a \t|X-Empty:",
            "|GET {target} HTTP/1.1|Host: a",
            "GET {target} HTTP/1.1|Host: a|Content-Length: 0",
            "GET {target} HTTP/1.1|Host: a|X-!#$%&'*+-.^_`~09: b\tc\u00e9",
            "GET {target} HTTP/1.2|Host: a",
            "GET http://a{target} HTTP/1.1|Host: b");
    for (var request : requests) {
      try (var connection = door.open(gateway)) {
        connection.send(door.head(request) + door.get());

        connection.read().expect(200);
        connection.read().expect(200);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseAFoldThatComesLater(Door door) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send("GET " + door.target() + " HTTP/1.1\r\nHost: a\r\nX-A: b\r\n");
      connection.send(" c\r\n\r\n");

      expectRefusal(connection, 400, "bad-request");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GATEWAY, 4097, 0, 414, uri-too-long",
    "GATEWAY, 60000, 0, 414, uri-too-long",
    "GATEWAY, 100, 8300, 431, header-too-large",
    "GATEWAY, 100, 60000, 431, header-too-large",
    "MANAGEMENT, 4097, 0, 414, uri-too-long",
    "MANAGEMENT, 100, 8300, 431, header-too-large",
  })
  void shouldRefuseAHeadBeyondItsBounds(Door door, int line, int fields, int status, String code)
      throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(longHead(door, line, fields) + door.get());

      expectRefusal(connection, status, code);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeAHeadUpToItsBounds(Door door) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(longHead(door, 100, 8_100) + longHead(door, 4_096, 8_100) + door.get());

      // Too long a value of a parameter is another matter.
      assertThat(connection.read().status()).isIn(200, 422);
      assertThat(connection.read().status()).isIn(200, 422);
      connection.read().expect(200);
    }
  }

  /** A GET whose request line and whose field lines have so many bytes at least. */
  private static String longHead(Door door, int line, int fields) {
    var path = door.target().replaceFirst("\\?.*", "") + "?shipper=";
    var start = "GET " + path;
    var end = " HTTP/1.1";
    var fill = "x".repeat(Math.max(0, line - start.length() - end.length()));
    var field = "X-Long: " + "y".repeat(90) + "\r\n";
    return start
        + fill
        + end
        + "\r\nHost: a\r\n"
        + field.repeat(Math.max(0, fields / field.length()))
        + "\r\n";
  }
}

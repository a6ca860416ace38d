package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Host field (RFC 9112, 3.2): exactly one, and well-formed, whatever is asked and how. */
@ExtendWith(SharedGateway.class)
class HttpHostIT {
  private static final List<String> ILL_FORMED =
      List.of(
          "a b",
          "a:99999",
          "a:65536",
          "a/b",
          "a?b",
          "a#b",
          "u@a",
          "u:p@a",
          "[a",
          "a]",
          "[::1",
          "[]",
          "[::1]x",
          "[::g]",
          "[1.2.3.4]",
          "a:b",
          "a:80:80",
          "a:-1",
          "a:+1",
          "a: 80",
          ":80",
          "",
          "a%zz",
          "a%4",
          "a\\b",
          "<a>",
          "a\"b",
          "a, b",
          "a^b",
          "a|b",
          "h\u00e9",
          "a\tb",
          "http://a",
          "a:99999999999999999999");

  private static final List<String> WELL_FORMED =
      List.of(
          "a",
          "A",
          "a.b.",
          "a-b_c~d",
          "127.0.0.1",
          "127.0.0.1:8080",
          "a:0",
          "a:65535",
          "a:00080",
          "a:",
          "[::1]",
          "[::1]:8080",
          "[::1]:",
          "[::ffff:1.2.3.4]",
          "[2001:db8::8a2e:370:7334]",
          "a%41",
          "xn--bcher-kva.example",
          "a!$&'()*+,;=b");

  /** Those of them that the gateway is not known by, though it serves its management port. */
  private static final List<String> FOREIGN = List.of("a.b.", "a%41", "xn--bcher-kva.example");

  private final GatewayProcess gateway;

  HttpHostIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  static Stream<Arguments> refused() {
    return Stream.of(Door.values())
        .flatMap(
            door ->
                Stream.concat(
                        ILL_FORMED.stream().map(host -> "GET {target} HTTP/1.1\nHost: " + host),
                        Stream.of(
                            "GET {target} HTTP/1.1",
                            "GET {target} HTTP/1.1\nHost: a\nHost: a",
                            "GET {target} HTTP/1.1\nHost: a\nHost: b",
                            "GET {target} HTTP/1.1\nHOST: a\nhost: a",
                            "GET {target} HTTP/1.0\nHost: a\nHost: a",
                            "GET {target} HTTP/1.0\nHost: a b",
                            "GET http://a{target} HTTP/1.1",
                            "GET http://a{target} HTTP/1.1\nHost: a\nHost: a",
                            "GET http://a{target} HTTP/1.1\nHost: a b",
                            "GET http://{target} HTTP/1.1\nHost: a",
                            "GET http://u@a{target} HTTP/1.1\nHost: a",
                            "GET http://a:99999{target} HTTP/1.1\nHost: a",
                            "GET http://[a{target} HTTP/1.1\nHost: a",
                            "GET http://a\\b{target} HTTP/1.1\nHost: a",
                            "GET ftp://a{target} HTTP/1.1\nHost: a",
                            "GET http:{target} HTTP/1.1\nHost: a",
                            "OPTIONS * HTTP/1.1",
                            "NONE /nowhere HTTP/1.1"))
                    .map(head -> Arguments.of(door, head)));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldRefuseARequestWithoutOneGoodHost(Door door, String head) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(head(door, head) + door.get());

      var answer = connection.read().expectProblem(400, "bad-request");
      assertThat(answer.header("connection")).isEqualTo("close");
      connection.expectEnd();
    }
  }

  static Stream<Arguments> taken() {
    return Stream.of(Door.values())
        .flatMap(
            door ->
                Stream.concat(
                        WELL_FORMED.stream().map(host -> "GET {target} HTTP/1.1\nHost: " + host),
                        Stream.of(
                            "GET http://b{target} HTTP/1.1\nHost: a",
                            "GET HTTP://b:80{target} HTTP/1.1\nHost: a",
                            "GET https://[::1]:8080{target} HTTP/1.1\nHost: a",
                            "GET {target} HTTP/1.0\nConnection: keep-alive",
                            "GET http://a{target} HTTP/1.0\nConnection: keep-alive"))
                    .map(head -> Arguments.of(door, head)));
  }

  @ParameterizedTest
  @MethodSource("taken")
  void shouldTakeAGoodHost(Door door, String head) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(head(door, head) + door.get());

      boolean foreign = door == Door.GATEWAY && FOREIGN.stream().anyMatch(head::endsWith);
      connection.read().expect(foreign ? 403 : 200);
      connection.read().expect(200);
    }
  }

  @Test
  void shouldRefuseCommandsAndUpdatesAlike() throws IOException {
    var shipmentId = new Dispatcher(gateway.client()).book();
    var requests =
        List.of(
            post("/v1/shipments", Bodies.booking().encode()),
            post("/v1/shipments?", Bodies.booking().encode()),
            post("/v1/shipments/" + shipmentId + "/positions", Bodies.position("t", 1).encode()));
    for (var request : requests) {
      for (var host : List.of("", "Host: a b\r\n", "Host: a\r\nHost: a\r\n")) {
        try (var connection = Door.GATEWAY.open(gateway)) {
          connection.send(request.replace("{host}", host) + Door.GATEWAY.get());

          connection.read().expectProblem(400, "bad-request");
          connection.expectEnd();
        }
      }
    }
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** A head with line feeds between its lines: a host may have any other character. */
  private static String head(Door door, String lines) {
    return lines.replace("{target}", door.target()).replace("\n", "\r\n") + "\r\n\r\n";
  }
}

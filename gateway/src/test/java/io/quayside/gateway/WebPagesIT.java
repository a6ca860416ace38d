package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages can do to a gateway that asks for no credentials: nothing. */
@ExtendWith(SharedGateway.class)
class WebPagesIT {
  private static final String EVIL = "http://evil.example";

  private final GatewayProcess gateway;

  WebPagesIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/shipments",
        "GET /v1/shipments/00000000000000000000000000/stream",
        "GET /docs",
        "POST /v1/shipments",
        "GET /v1/ws",
      })
  void shouldNotAnswerPagesThatPointTheirOwnNameHere(String request) throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          request
              + " HTTP/1.1\r\nHost: evil.example:"
              + gateway.ports().http()
              + "\r\nOrigin: "
              + EVIL
              + ":"
              + gateway.ports().http()
              + "\r\n\r\n");

      connection.read().expectProblem(403, "origin-not-allowed");
    }
  }

  @Test
  void shouldServeProbesUnderAnyName() throws IOException {
    try (var connection = Door.MANAGEMENT.open(gateway)) {
      connection.send("GET /livez HTTP/1.1\r\nHost: pod.example\r\n\r\n");

      connection.read().expect(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {EVIL, "null", "http://127.0.0.1:1", "https://127.0.0.1"})
  void shouldNotLetPagesOfOtherOriginsWriteOrOpenSockets(String origin) throws IOException {
    var body = Bodies.booking().encode();
    var host = "\r\nHost: 127.0.0.1:" + gateway.ports().http() + "\r\nOrigin: " + origin;
    try (var connection = Door.GATEWAY.open(gateway)) {
      // The type that a form may send without a preflight is refused anyhow, but later.
      connection.send(
          "POST /v1/shipments HTTP/1.1%s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(host, body.length(), body));
      connection.read().expectProblem(403, "origin-not-allowed");
    }
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          "GET /v1/ws HTTP/1.1%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n".formatted(host)
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
      connection.read().expectProblem(403, "origin-not-allowed");
    }
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send("GET /v1/shipments?limit=1 HTTP/1.1%s\r\n\r\n".formatted(host));
      var answer = connection.read().expect(200);
      // The page's own browser keeps the answer from it.
      assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }
  }

  @Test
  void shouldLetItsOwnPageWriteAndOpenSockets() throws IOException {
    var host = "127.0.0.1:" + gateway.ports().http();
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          "GET /v1/ws HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\n".formatted(host, host)
              + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
      connection.read().expect(101);
    }
    gateway
        .client()
        .post("/v1/shipments", Bodies.booking(), "Origin", "http://" + host)
        .expect(201);
  }

  @Test
  void shouldNotTakeTheFirstOfTwoOriginsForAll() throws IOException {
    var host = "127.0.0.1:" + gateway.ports().http();
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          "POST /v1/shipments HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nOrigin: %s\r\n\r\n"
              .formatted(host, host, EVIL));
      connection.read().expectProblem(403, "origin-not-allowed");
    }
  }
}

package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HEAD is answered wherever GET is: with its status and its headers, and without a body. */
@ExtendWith(SharedGateway.class)
class HeadIT {
  private final GatewayProcess gateway;
  private final Dispatcher dispatcher;

  HeadIT(GatewayProcess gateway) {
    this.gateway = gateway;
    dispatcher = new Dispatcher(gateway.client());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/shipments/{id}",
        "/v1/shipments/{id}?at-version=2",
        "/v1/shipments/{id}/journey",
        "/v1/shipments/{id}/events/1/cause",
        "/v1/shipments/{id}/events",
        "/v1/shipments/{id}/positions",
        "/v1/shipments?shipper=nobody",
        "/v1/shipments?limit=0",
        "/v1/shipments/abc",
        "/v1/shipments/abc/stream",
        "/v1/shipments/0123456789ABCDEFGHJKMNPQRS/stream",
        "/v1/positions",
        "/",
        "/v1/tenders",
        "/v1/documents",
        "/v1/sagas",
        "/v1/me",
        "/v1/webhooks",
        "/v1/dead-letters",
        "/v1/ws",
        "/v1/schemas",
        "/v1/schemas/shipment.booked.v1",
        "/v1/schemas/shipment.booked.v9",
        "/openapi.yaml",
        "/asyncapi.yaml",
        "/docs",
        "/docs/docs.css",
        "/docs/nothing",
        "/nothing",
        "/%zz",
      })
  void shouldHaveTheHeadersOfAGet(String target) throws IOException {
    var shipmentId = dispatcher.bookAndPickUp();
    dispatcher.track(shipmentId, Bodies.position("truck-1", 1)).expect(202);
    dispatcher.history(shipmentId, 3);
    dispatcher.awaitPosition(shipmentId, 1);
    compare(Door.GATEWAY, target.replace("{id}", shipmentId));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/nothing"})
  void shouldHaveTheHeadersOfAGetOfTheManagementPort(String target) throws IOException {
    compare(Door.MANAGEMENT, target);
  }

  @Test
  void shouldMeasureWithoutABody() throws IOException {
    try (var connection = Door.MANAGEMENT.open(gateway)) {
      connection.send(Door.MANAGEMENT.head("HEAD /metrics HTTP/1.1|Host: a"));
      assertThat(connection.readHead().expect(200).header("content-length")).isNotEqualTo("0");
      connection.send(Door.MANAGEMENT.get()).read().expect(200);
    }
  }

  private void compare(Door door, String target) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(door.head("GET " + target + " HTTP/1.1|Host: a"));
      var get = connection.read();
      connection.send(door.head("HEAD " + target + " HTTP/1.1|Host: a"));
      var head = connection.readHead().expect(get.status());

      assertThat(comparable(head)).isEqualTo(comparable(get));
      connection.send(door.get()).read().expect(200);
    }
  }

  private static Map<String, List<String>> comparable(Answer answer) {
    Map<String, List<String>> fields = new TreeMap<>(answer.headers().map());
    fields.remove("date");
    fields.remove("x-request-id");
    return fields;
  }

  @Test
  void shouldBeginAStreamWithoutStreaming() throws IOException {
    var shipmentId = dispatcher.book();
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          Door.GATEWAY.head("HEAD /v1/shipments/" + shipmentId + "/stream HTTP/1.1|Host: a"));

      var head = connection.readHead().expect(200);
      assertThat(head.header("content-type")).isEqualTo("text/event-stream");
      connection.send(Door.GATEWAY.get()).read().expect(200);
    }
  }

  @Test
  void shouldKnowWhatIsKnown() throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(Door.GATEWAY.head("HEAD /docs HTTP/1.1|Host: a"));
      var tag = connection.readHead().expect(200).header("etag");
      connection.send(Door.GATEWAY.head("HEAD /docs HTTP/1.1|Host: a|If-None-Match: " + tag));
      assertThat(connection.readHead().expect(304).header("etag")).isEqualTo(tag);
      connection.send(Door.GATEWAY.get()).read().expect(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GATEWAY, PUT /v1/shipments, 'GET, HEAD, POST'",
    "GATEWAY, DELETE /v1/shipments/0123456789ABCDEFGHJKMNPQRS, 'GET, HEAD'",
    "GATEWAY, POST /v1/ws, 'GET, HEAD'",
    "GATEWAY, HEAD /v1/positions, POST",
    "GATEWAY, POST /docs, 'GET, HEAD'",
    "MANAGEMENT, POST /livez, 'GET, HEAD'",
  })
  void shouldBeAllowedWhereGetIs(Door door, String request, String allowed) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(door.head(request + " HTTP/1.1|Host: a"));
      var answer = request.startsWith("HEAD") ? connection.readHead() : connection.read();

      assertThat(answer.expect(405).header("allow")).isEqualTo(allowed);
    }
  }
}

package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code Connection: close} is said where the connection is closed, and only there: nothing that
 * was pipelined behind is done. A refusal of a complete request leaves the connection open.
 */
@ExtendWith(SharedGateway.class)
class ConnectionCloseIT {
  private static final String JSON = "Content-Type: application/json";
  private static final String UNKNOWN = "/v1/shipments/0123456789ABCDEFGHJKMNPQRS";

  private final GatewayProcess gateway;
  private final Client client;

  ConnectionCloseIT(GatewayProcess gateway) {
    this.gateway = gateway;
    client = gateway.client();
  }

  @ParameterizedTest
  @CsvSource({
    "404, GET /v1/shipments/abc",
    "422, GET /v1/shipments/abc/events?x=1",
    "404, GET /nothing",
    "404, PUT /nothing",
    "422, GET /v1/shipments?limit=0",
    "422, GET /docs?x=1",
    "422, GET " + UNKNOWN + "/stream?x=1",
    "400, GET /v1/shipments?x=%zz",
    "400, GET /%zz",
    "405, DELETE /v1/shipments",
    "405, GET /v1/positions",
    "415, POST /v1/shipments",
    "415, POST /v1/positions",
    "426, GET /v1/ws",
  })
  void shouldStayOpenAfterARefusalOfARequestWithoutABody(int status, String request)
      throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      for (int i = 0; i < 20; i++) {
        connection.send(Door.GATEWAY.head(request + " HTTP/1.1|Host: a"));
        var answer = connection.read().expect(status);
        assertThat(answer.headers().allValues("connection")).doesNotContain("close");
      }
      connection.send(Door.GATEWAY.get()).read().expect(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, POST /v1/shipments, application/json, {",
    "422, POST /v1/shipments, application/json, {}",
    "422, POST /v1/shipments?x=1, application/json, {}",
    "404, POST " + UNKNOWN + "/release, application/json, {}",
    "404, POST /v1/shipments/abc/release, application/json, {}",
    "415, POST /v1/shipments, text/plain, {}",
    "415, POST /v1/positions, application/json, {}",
    "422, POST /v1/positions?x=1, application/x-ndjson, {}",
    "404, POST /nothing, application/json, {}",
    "405, PUT /v1/shipments, application/json, {}",
    "200, GET /v1/shipments?limit=1, application/json, {}",
    "404, GET /v1/shipments/abc, application/json, {}",
  })
  void shouldStayOpenAfterTheWholeBody(int status, String request, String mediaType, String body)
      throws IOException {
    var head = request + " HTTP/1.1|Host: a|Content-Type: " + mediaType;
    var plain = Door.GATEWAY.head(head + "|Content-Length: " + body.length()) + body;
    var chunked =
        Door.GATEWAY.head(head + "|Transfer-Encoding: chunked")
            + (Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(plain + chunked + plain + Door.GATEWAY.get());

      for (int i = 0; i < 3; i++) {
        var answer = connection.read().expect(status);
        assertThat(answer.headers().allValues("connection")).doesNotContain("close");
      }
      connection.read().expect(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, POST /nothing, Content-Length: 10",
    "404, POST /nothing, Transfer-Encoding: chunked",
    "405, PUT /v1/shipments, Content-Length: 10",
    "400, POST /v1/shipments?x=%zz, Content-Length: 10",
    "415, POST /v1/shipments, Content-Length: 10",
    "415, POST /v1/shipments, Content-Type: text/plain|Content-Length: 10",
    "415, POST /v1/shipments, Content-Encoding: gzip|" + JSON + "|Content-Length: 10",
    "413, POST /v1/shipments, " + JSON + "|Content-Length: 65537",
    "413, POST /v1/shipments, " + JSON + "|Content-Length: 9223372036854775807",
    "413, POST " + UNKNOWN + "/positions, " + JSON + "|Content-Length: 65537",
    "422, POST /v1/positions?x=1, Content-Type: application/x-ndjson|Content-Length: 10",
    "415, POST /v1/positions, Content-Length: 10",
    "404, GET /v1/shipments/abc, Content-Length: 10",
    "200, GET /v1/shipments?limit=1, Content-Length: 10",
    "426, GET /v1/ws, Content-Length: 10",
  })
  void shouldCloseWhereTheBodyIsNotReadToItsEnd(int status, String request, String fields)
      throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(Door.GATEWAY.head(request + " HTTP/1.1|Host: a|" + fields));

      var answer = connection.read().expect(status);
      assertThat(answer.header("connection")).isEqualTo("close");
      connection.expectEnd();
    }
  }

  @Test
  void shouldDoNothingBehindABodyThatIsTooLarge() throws IOException {
    var shipper = UUID.randomUUID().toString();
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          Door.GATEWAY.head(
              "POST /v1/shipments HTTP/1.1|Host: a|" + JSON + "|Transfer-Encoding: chunked"));
      connection.send(("11000\r\n" + " ".repeat(0x11000)));
      assertThat(connection.read().expectProblem(413, "payload-too-large").header("connection"))
          .isEqualTo("close");
      connection.send("\r\n0\r\n\r\n" + booking(shipper, ""));
      connection.expectEnd();
    }
    shouldHaveBookedNothing(shipper);
  }

  @Test
  void shouldDoNothingBehindABatchThatIsTooLong() throws IOException {
    var shipper = UUID.randomUUID().toString();
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          Door.GATEWAY.head(
              "POST /v1/positions HTTP/1.1|Host: a|Content-Type: application/x-ndjson"
                  + "|Transfer-Encoding: chunked"));
      connection.send("4e20\r\n" + "\n".repeat(20_000));
      assertThat(connection.read().expect(413).header("connection")).isEqualTo("close");
      connection.send("\r\n0\r\n\r\n" + booking(shipper, ""));
      connection.expectEnd();
    }
    shouldHaveBookedNothing(shipper);
  }

  /** Closed at once, the connection would be reset, and the answer lost on the way. */
  @Test
  void shouldLetTheAnswerArriveWhileTheClientStillSends() throws IOException {
    for (int run = 0; run < 20; run++) {
      try (var connection = Door.GATEWAY.open(gateway)) {
        connection.send(
            Door.GATEWAY.head("POST /nothing HTTP/1.1|Host: a|Content-Length: 2000000"));
        for (int sent = 0; sent < 20; sent++) {
          connection.send(" ".repeat(10_000));
        }
        connection.read().expectProblem(404, "not-found");
        connection.expectEnd();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close",
        "Connection: CLOSE",
        "Connection: keep-alive, close",
        "Connection: close, keep-alive",
        "Connection: TE, close",
        "Connection: close,TE",
        "Connection: ,,close ,",
        "Connection: Upgrade, close",
        "Connection: keep-alive|Connection: close",
        "Connection: close|Connection: keep-alive",
        "Connection: x|Connection: y, Close",
      })
  void shouldCloseForAClientThatSaysSo(String fields) throws IOException {
    for (var door : Door.values()) {
      var shipper = UUID.randomUUID().toString();
      try (var connection = door.open(gateway)) {
        connection.send(
            door.head("GET {target} HTTP/1.1|Host: a|" + fields)
                + booking(shipper, "")
                + door.get());

        assertThat(connection.read().expect(200).header("connection")).isEqualTo("close");
        connection.expectEnd();
      }
      shouldHaveBookedNothing(shipper);
    }
  }

  @Test
  void shouldCloseBehindTheCommandThatSaysSo() throws IOException {
    var shipper = UUID.randomUUID().toString();
    var later = UUID.randomUUID().toString();
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          booking(shipper, "Connection: TE, close\r\n") + booking(later, "") + Door.GATEWAY.get());

      assertThat(connection.read().expect(201).header("connection")).isEqualTo("close");
      connection.expectEnd();
    }
    shouldHaveBookedNothing(later);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: closed",
        "Connection: x-close",
        "Connection: \"close\"",
        "Connection: keep-alive, TE",
        "Connection:",
        "X-Connection: close",
      })
  void shouldStayOpenForAClientThatSaysNothingOfTheKind(String fields) throws IOException {
    for (var door : Door.values()) {
      try (var connection = door.open(gateway)) {
        connection.send(door.head("GET {target} HTTP/1.1|Host: a|" + fields) + door.get());

        connection.read().expect(200);
        connection.read().expect(200);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldCloseBehindAnOldRequestUnlessItAsksToStay(Door door) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(
          door.head("GET {target} HTTP/1.0|Connection: TE, Keep-Alive")
              + door.head("GET {target} HTTP/1.0")
              + door.get());

      assertThat(connection.read().expect(200).header("connection")).isEqualTo("keep-alive");
      connection.read().expect(200);
      connection.expectEnd();
    }
  }

  private static String booking(String shipper, String moreFields) {
    var body = Bodies.booking().put("shipper", shipper).encode();
    return "POST /v1/shipments HTTP/1.1\r\nHost: a\r\n"
        + moreFields
        + "Content-Type: application/json\r\nContent-Length: "
        + body.getBytes(ISO_8859_1).length
        + "\r\n\r\n"
        + body;
  }

  /** A booking that comes later is in the read model later, so one done by mistake is seen. */
  private void shouldHaveBookedNothing(String shipper) {
    var dispatcher = new Dispatcher(client);
    dispatcher.view(dispatcher.book(), 1);
    var found = client.get("/v1/shipments?shipper=" + shipper).expect(200);
    assertThat(found.json().getJsonArray("items")).isEmpty();
  }
}

package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Expect field (RFC 9110, 10.1.1). */
@ExtendWith(SharedGateway.class)
class ExpectIT {
  private static final String JSON = "Content-Type: application/json";
  private static final String NDJSON = "Content-Type: application/x-ndjson";

  private final GatewayProcess gateway;

  ExpectIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Expect: 100-continue",
        "expect: 100-Continue",
        "Expect: 100-continue,",
        "Expect: 100-continue|Expect: 100-continue"
      })
  void shouldAskForTheBodyOnce(String expect) throws IOException {
    var body = Bodies.booking().encode();
    try (var connection = Door.GATEWAY.open(gateway)) {
      var head = "POST /v1/shipments HTTP/1.1|Host: a|" + JSON + "|" + expect;
      connection.send(Door.GATEWAY.head(head + "|Content-Length: " + body.length()));
      assertThat(connection.read().status()).isEqualTo(100);
      connection.send(body.substring(0, 20));
      connection.send(body.substring(20) + Door.GATEWAY.get());

      connection.read().expect(201);
      connection.read().expect(200);
    }
  }

  @Test
  void shouldAskForTheBodyOfABatchOnce() throws IOException {
    var line = Batches.line(new Dispatcher(gateway.client()).book(), 1);
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          Door.GATEWAY.head(
              "POST /v1/positions HTTP/1.1|Host: a|Expect: 100-continue|Transfer-Encoding: chunked|"
                  + NDJSON));
      assertThat(connection.read().status()).isEqualTo(100);
      connection.send(Integer.toHexString(line.length()) + "\r\n" + line + "\r\n0\r\n\r\n");
      connection.send(Door.GATEWAY.get());

      connection.read().expect(200);
      connection.read().expect(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, POST /nothing, " + JSON,
    "404, GET /v1/shipments/abc, " + JSON,
    "405, PUT /v1/shipments, " + JSON,
    "400, POST /v1/shipments?x=%zz, " + JSON,
    "415, POST /v1/shipments, Content-Type: text/plain",
    "415, POST /v1/shipments, Content-Encoding: gzip|" + JSON,
    "413, POST /v1/shipments, " + JSON,
    "415, POST /v1/positions, " + JSON,
    "422, POST /v1/positions?x=1, " + NDJSON,
    "200, GET /v1/shipments?limit=1, " + JSON,
  })
  void shouldAnswerAtOnceWhatTheHeadDecides(int status, String request, String fields)
      throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          Door.GATEWAY.head(
              request + " HTTP/1.1|Host: a|Expect: 100-continue|Content-Length: 70000|" + fields));

      assertThat(connection.read().expect(status).header("connection")).isEqualTo("close");
      connection.expectEnd();
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.1, Content-Length: 0", "HTTP/1.0, Connection: keep-alive|Content-Length: 2"})
  void shouldNotAskForABodyThatComesWithoutAsking(String version, String fields)
      throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      var head = "POST /v1/shipments " + version + "|Host: a|Expect: 100-continue|" + JSON;
      connection.send(Door.GATEWAY.head(head + "|" + fields));
      connection.send(version.endsWith("0") ? "{}" : "");

      assertThat(connection.read().status()).isIn(400, 422);
      connection.send(Door.GATEWAY.get()).read().expect(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotAskForABodyThatIsNotRead(Door door) throws IOException {
    try (var connection = door.open(gateway)) {
      connection.send(door.head("GET {target} HTTP/1.1|Host: a|Expect: 100-continue") + door.get());

      connection.read().expect(200);
      connection.read().expect(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Expect: 200-ok",
        "Expect: 100-continued",
        "Expect: 100",
        "Expect: 100-continue, sleep=1",
        "Expect: sleep=1|Expect: 100-continue",
        "Expect: 100-continue;x=1",
      })
  void shouldMeetNoOtherExpectation(String expect) throws IOException {
    for (var door : Door.values()) {
      try (var connection = door.open(gateway)) {
        connection.send(door.head("GET {target} HTTP/1.1|Host: a|" + expect) + door.get());

        connection.read().expectProblem(417, "expectation-failed");
        connection.read().expect(200);
      }
    }
  }
}

package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawHttp;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies whose end two parsers could see at different places (RFC 9112, 7.1). Each is refused, the
 * connection is closed, and nothing of what was pipelined behind it is done.
 */
@ExtendWith(SharedGateway.class)
class HttpBodyFramingIT {
  private static final String POST =
      "POST /v1/shipments HTTP/1.1|Host: a|Content-Type: application/json|";
  private static final String BATCH =
      "POST /v1/positions HTTP/1.1|Host: a|Content-Type: application/x-ndjson|";
  private static final String CHUNKED = "Transfer-Encoding: chunked";

  private final GatewayProcess gateway;

  HttpBodyFramingIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  /**
   * What follows the size is read as a chunk, as a body's end or as the next request if it wraps.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "100000002",
        "100000000",
        "0000000100000002",
        "10000000000000002",
        "10000000000000000",
        "FFFFFFFFFFFFFFFF",
        "FFFFFFFF00000002",
        "80000000",
        "-2",
        "-0",
        "+2",
        "0x2",
        "2h",
        "g",
        "2 ",
        " 2",
        "2\t",
        "2,",
        "2 2",
        "2\r",
        "",
        ";x",
        "2;x\ry",
        "\u00b2",
      })
  void shouldRefuseAChunkWhoseSizeIsNone(String size) throws IOException {
    for (var head : List.of(POST, BATCH)) {
      try (var connection = Door.GATEWAY.open(gateway)) {
        connection.send(
            Door.GATEWAY.head(head + CHUNKED)
                + size
                + "\r\n{}\r\n0\r\n\r\n"
                + Door.GATEWAY.get().repeat(2));

        expectRefusal(connection);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2\r\n{}0\r\n\r\n",
        "2\r\n{}{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n",
        "2\r\n{}\r0\r\n\r\n",
        "2\r\n{}\r\n0\n\r\n",
        "2\r\n{}\r\n0\r\nTrailer\r\n\r\n",
        "2\r\n{}\r\n0\r\nTrailer : x\r\n\r\n",
        "2\r\n{}\r\n0\r\nTrailer: x\n\r\n",
        "2\r\n{}\r\n0\r\nTrailer: x\r\n y\r\n\r\n",
      })
  void shouldRefuseAChunkedBodyThatIsCutWrong(String body) throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(Door.GATEWAY.head(POST + CHUNKED) + body + Door.GATEWAY.get());

      expectRefusal(connection);
    }
  }

  private static void expectRefusal(RawHttp connection) throws IOException {
    var answer = connection.read().expectProblem(400, "bad-request");

    assertThat(answer.header("connection")).isEqualTo("close");
    connection.expectEnd();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: Chunked",
        "transfer-encoding:\tCHUNKED \t",
      })
  void shouldTakeChunksHoweverTheyAreSpelt(String coding) throws IOException {
    var booking = Bodies.booking().encode();
    var size = Integer.toHexString(booking.length());
    var sizes =
        List.of(size, "0000000" + size, size.toUpperCase(Locale.ROOT), size + ";x=y", size + " ;x");
    for (var spelt : sizes) {
      try (var connection = Door.GATEWAY.open(gateway)) {
        connection.send(
            Door.GATEWAY.head(POST + coding)
                + (spelt + "\r\n" + booking + "\r\n0\r\nX-Trailer: y\r\n\r\n")
                + Door.GATEWAY.get());

        connection.read().expect(201);
        connection.read().expect(200);
      }
    }
  }

  @Test
  void shouldTakeALengthWithLeadingZeros() throws IOException {
    var booking = Bodies.booking().encode();
    try (var connection = Door.GATEWAY.open(gateway)) {
      var length = "Content-Length: 000" + booking.length();
      connection.send(Door.GATEWAY.head(POST + length) + booking + Door.GATEWAY.get());

      connection.read().expect(201);
      connection.read().expect(200);
    }
  }
}

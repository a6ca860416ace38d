package io.quayside.gateway;

import static io.quayside.gateway.harness.Batches.NDJSON;
import static io.quayside.gateway.harness.Batches.PATH;
import static io.quayside.gateway.harness.Batches.counts;
import static io.quayside.gateway.harness.Batches.rejected;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many tracking updates in one body, a line each, taken while it arrives. */
@ExtendWith(SharedGateway.class)
class BatchIT {
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";

  private final Client client;
  private final Batches batches;
  private final Dispatcher dispatcher;
  private final String shipmentId;

  BatchIT(GatewayProcess gateway) {
    client = gateway.client();
    batches = new Batches(client);
    dispatcher = new Dispatcher(client);
    shipmentId = dispatcher.book();
  }

  @Test
  void shouldReportBadLinesByNumberAndTakeTheOthers() {
    dispatcher.track(shipmentId, Bodies.position("truck-1", 5_000)).expect(202);
    var other = dispatcher.book();
    var body =
        String.join(
            "\n",
            line(5_001),
            "",
            line(5_002) + "\r",
            " \t\r",
            "{\"shipmentId\":",
            "[]",
            Batches.update(shipmentId, 5_003).put("speedKph", -1).put("mood", "fine").encode(),
            Batches.update("no-shipment", 1).encode(),
            Batches.update(UNKNOWN, 1).encode(),
            line(5_004).replace("truck-1", "tr\u00fcck"),
            line(5_000),
            line(5_001),
            line(1),
            Bodies.position("truck-1", 5_005).encode(),
            line(5_006) + line(5_007),
            Batches.update(other, 1).encode(),
            Batches.update(other, 2).encode());

    // In this encoding the umlaut is no UTF-8.
    var answer = batches.post(body.getBytes(ISO_8859_1)).expect(200);

    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(counts(answer)).containsExactly(4, 2, 1);
    assertThat(rejected(answer))
        .containsExactly(
            "5 malformed-json",
            "6 malformed-json",
            "7 validation-failed",
            "8 shipment-not-found",
            "9 shipment-not-found",
            "10 malformed-json",
            "14 validation-failed",
            "15 malformed-json");
    assertThat(answer.json().getJsonArray("rejected").getJsonObject(2).getString("detail"))
        .contains("/speedKph")
        .contains("/mood");
    assertThat(answer.json().fieldNames())
        .containsExactlyInAnyOrder("accepted", "duplicate", "late", "rejected");
    batches.awaitShown(other, 2, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n\r\n", " ", "\n\t\n "})
  void shouldAnswerABodyWithoutUpdates(String body) {
    var answer = batches.post(body.getBytes(UTF_8)).expect(200);

    assertThat(counts(answer)).containsExactly(0, 0, 0);
    assertThat(rejected(answer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "application/ndjson", "*/*"})
  void shouldRefuseAnotherMediaType(String mediaType) {
    client
        .send("POST", PATH, line(1).getBytes(UTF_8), mediaType)
        .join()
        .expectProblem(415, "unsupported-media-type");

    assertThat(verdict()).isEqualTo("accepted");
  }

  @Test
  void shouldTakeAMediaTypeWithParameters() {
    var answer = client.send("POST", PATH, lines(1, 3), "Application/X-NDJSON; charset=utf-8");

    assertThat(counts(answer.join().expect(200))).containsExactly(2, 0, 0);
  }

  @Test
  void shouldRefuseUnknownQueryParameters() {
    var problem =
        client
            .send("POST", PATH + "?dry-run=1&x", lines(1, 2), NDJSON)
            .join()
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactlyInAnyOrder("dry-run", "x");
    assertThat(verdict()).isEqualTo("accepted");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000})
  void shouldNotMindWhereABodyIsCut(int pieceLength) throws IOException {
    var device = "Größe-東京-🚢";
    var body =
        String.join(
                "\r\n",
                named(device, 1),
                named(device, 2),
                "",
                "{\"größe\":",
                named(device, 1),
                "[\"🚢\"]",
                named(device, 3))
            .getBytes(UTF_8);

    try (var request = client.slowly(PATH, NDJSON)) {
      for (int at = 0; at < body.length; at += pieceLength) {
        request.send(Arrays.copyOfRange(body, at, Math.min(body.length, at + pieceLength)));
      }
      var answer = request.end().expect(200);

      assertThat(counts(answer)).containsExactly(3, 1, 0);
      assertThat(rejected(answer)).containsExactly("4 malformed-json", "6 malformed-json");
    }
    assertThat(batches.awaitShown(shipmentId, 3, 2, 1))
        .allSatisfy(shown -> assertThat(shown.getString("deviceId")).isEqualTo(device));
  }

  @Test
  void shouldTakeEachLineWhileTheOthersAreStillToCome() throws IOException {
    try (var request = client.slowly(PATH, NDJSON)) {
      request.send(lines(1, 3));
      batches.awaitShown(shipmentId, 2, 1);
      request.send(line(3).substring(0, 40).getBytes(UTF_8));
      request.send((line(3).substring(40) + "\n").getBytes(UTF_8));
      batches.awaitShown(shipmentId, 3, 2, 1);
      request.send(line(4).getBytes(UTF_8));

      assertThat(counts(request.end().expect(200))).containsExactly(4, 0, 0);
    }
  }

  @Test
  void shouldTakeTheWholeLinesOfAClientThatLeavesHalfway() throws IOException {
    try (var request = client.slowly(PATH, NDJSON)) {
      request.send(lines(1, 4));
      request.send(line(4).substring(0, 40).getBytes(UTF_8));
      batches.awaitShown(shipmentId, 3, 2, 1);
    }

    // It comes back and sends everything again.
    assertThat(counts(batches.post(lines(1, 6)).expect(200))).containsExactly(2, 3, 0);
    batches.awaitShown(shipmentId, 5, 4, 3, 2, 1);
  }

  private String verdict() {
    return dispatcher.verdict(shipmentId, Bodies.position("truck-1", 1));
  }

  private String named(String deviceId, long sequence) {
    return Batches.update(shipmentId, sequence).put("deviceId", deviceId).encode();
  }

  private String line(long sequence) {
    return Batches.line(shipmentId, sequence);
  }

  private byte[] lines(int from, int to) {
    return Batches.lines(shipmentId, from, to);
  }
}

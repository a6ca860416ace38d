package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals that have nothing to do with what the fields of a body say. */
@ExtendWith(SharedGateway.class)
class ProblemsIT {
  private static final String JSON = "application/json";
  private static final int MAX_BODY = 64 * 1024;
  private static final int CROWD = 700;

  private final Client client;
  private final Dispatcher dispatcher;

  ProblemsIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "[{}]",
        "null",
        "42",
        "\"text\"",
        "{} {}",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"reference\":\"a\",\"reference\":\"a\"}",
        "{\"a\":\"\\x\"}",
      })
  void shouldRefuseWhatIsNoJsonObject(String body) {
    post("/v1/shipments", body.getBytes(UTF_8)).expectProblem(400, "malformed-json");
  }

  @Test
  void shouldRefuseDepthWithoutEnd() {
    var deep = "{\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";

    post("/v1/shipments", deep.getBytes(UTF_8)).expectProblem(400, "malformed-json");
  }

  @Test
  void shouldRefuseTextThatIsNotUtf8() {
    var booking = Bodies.booking().put("reference", "PO-?").encode().getBytes(UTF_8);
    for (int i = 0; i < booking.length; i++) {
      if (booking[i] == '?') {
        booking[i] = (byte) 0xE4;
      }
    }

    post("/v1/shipments", booking).expectProblem(400, "malformed-json");
  }

  @Test
  void shouldTakeABodyUpToItsBound() {
    var booking = Bodies.booking().encode();

    post("/v1/shipments", padded(booking, MAX_BODY)).expect(201);
    post("/v1/shipments", padded(booking, MAX_BODY + 1)).expectProblem(413, "payload-too-large");
    client.get("/v1/shipments?limit=1").expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-ndjson", "application/json-patch+json", "*/*"})
  void shouldRefuseAnotherMediaType(String mediaType) {
    var body = Bodies.booking().encode().getBytes(UTF_8);

    client
        .send("POST", "/v1/shipments", body, mediaType)
        .join()
        .expectProblem(415, "unsupported-media-type");
  }

  @Test
  void shouldRefuseABodyThatIsCalledNothing() {
    client
        .send("POST", "/v1/shipments", Bodies.booking().encode().getBytes(UTF_8), null)
        .join()
        .expectProblem(415, "unsupported-media-type");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v1/shipments, 'GET, HEAD, POST'",
    "DELETE, /v1/shipments/0123456789ABCDEFGHJKMNPQRS, 'GET, HEAD'",
    "GET, /v1/shipments/0123456789ABCDEFGHJKMNPQRS/milestones, POST",
    "PATCH, /v1/shipments/0123456789ABCDEFGHJKMNPQRS/positions, 'GET, HEAD, POST'",
    "POST, /v1/shipments/0123456789ABCDEFGHJKMNPQRS/events, 'GET, HEAD'",
    "GET, /v1/positions, POST",
    "POST, /v1/ws, 'GET, HEAD'",
  })
  void shouldNameTheMethodsThatAreAllowed(String method, String path, String allowed) {
    var answer =
        client.send(method, path, null, null).join().expectProblem(405, "method-not-allowed");

    assertThat(answer.header("Allow")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1", "/v2/shipments", "/v1/shipment", "/v1/shipments/x/y", "/v1/ws/x"})
  void shouldFindNothingElsewhere(String path) {
    client.get(path).expectProblem(404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "..%2F..%2Fetc", "%E2%82%AC", "a%20b", "%25", "'--"})
  void shouldFindNoShipmentOfAnIdThatIsNone(String id) {
    client.get("/v1/shipments/" + id).expectProblem(404, "shipment-not-found");
    post("/v1/shipments/" + id + "/release", "{}".getBytes(UTF_8))
        .expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldAskForAnUpgradeToWebSocket() {
    var answer = client.get("/v1/ws").expectProblem(426, "upgrade-required");

    assertThat(answer.header("Upgrade")).isEqualTo("websocket");
  }

  @Test
  void shouldRefuseACommandToAnUnknownShipment() {
    var unknown = "0123456789ABCDEFGHJKMNPQRS";

    dispatcher.assignCarrier(unknown, "V").expectProblem(404, "shipment-not-found");
    dispatcher.milestone(unknown, "LOST").expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldNameStatusAndCommandOfAnIllegalTransition() {
    var shipmentId = dispatcher.bookAndPickUp();

    var problem = dispatcher.cancel(shipmentId, "late").expectProblem(409, "illegal-transition");

    assertThat(problem.json().getString("detail")).contains("PICKED_UP").contains("CancelShipment");
  }

  @Test
  void shouldRefuseUnknownQueryParametersOfCommands() {
    var problem =
        client
            .post("/v1/shipments?dry-run=true", Bodies.booking())
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactly("dry-run");
  }

  @Test
  void shouldSayWhenAShipmentGetsMoreThanItCanHold() {
    var shipmentId = dispatcher.book();

    List<Answer> answers =
        IntStream.range(0, CROWD)
            .mapToObj(i -> dispatcher.assignCarrierAsync(shipmentId, "V" + i))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    var refused = answers.stream().filter(answer -> !answer.accepted()).toList();
    assertThat(refused)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(503);
              assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
            });
    // On a slow machine some that were let in wait beyond the deadline; the others never got in.
    assertThat(refused)
        .extracting(answer -> answer.json().getString("code"))
        .contains("overloaded")
        .isSubsetOf("overloaded", "temporarily-unavailable");
    // What was answered 2xx is there once, whatever was refused.
    var versions =
        answers.stream()
            .filter(Answer::accepted)
            .map(answer -> answer.json().getInteger("version"))
            .toList();
    assertThat(versions).doesNotHaveDuplicates();
    dispatcher.view(shipmentId, versions.stream().mapToInt(v -> v).max().orElseThrow());
  }

  @Test
  void shouldRefuseAnEmptyReleaseBodyButTakeAnEmptyObject() {
    var shipmentId = dispatcher.book();
    dispatcher.assignCarrier(shipmentId, "V").expect(200);
    var path = "/v1/shipments/" + shipmentId + "/release";

    post(path, new byte[0]).expectProblem(400, "malformed-json");
    client.post(path, new JsonObject()).expect(200);
  }

  private Answer post(String path, byte[] body) {
    return client.send("POST", path, body, JSON).join();
  }

  private static byte[] padded(String json, int length) {
    return (json + " ".repeat(length - json.getBytes(UTF_8).length)).getBytes(UTF_8);
  }
}

package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of requests that are lists, may come more than once, or change what a body means. */
@ExtendWith(SharedGateway.class)
class RequestFieldsIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String NONE = "none";

  private final GatewayProcess gateway;
  private final Client client;
  private final Dispatcher dispatcher;

  RequestFieldsIT(GatewayProcess gateway) {
    this.gateway = gateway;
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "deflate", "br", "x", "identity, gzip", "gzip, identity"})
  void shouldRefuseAnEncodedBody(String encoding) {
    var shipmentId = dispatcher.book();
    var update = Bodies.position("truck-1", 1);
    var line = update.copy().put("shipmentId", shipmentId).encode();
    var answers =
        List.of(
            client.post("/v1/shipments", Bodies.booking(), "Content-Encoding", encoding),
            client.post(
                "/v1/shipments/" + shipmentId + "/positions", update, "Content-Encoding", encoding),
            client
                .send(
                    "POST",
                    Batches.PATH,
                    line.getBytes(UTF_8),
                    Batches.NDJSON,
                    "Content-Encoding",
                    encoding)
                .join());

    for (var answer : answers) {
      answer.expectProblem(415, "unsupported-media-type");
      assertThat(answer.header("Accept-Encoding")).isEqualTo("identity");
    }
    assertThat(dispatcher.verdict(shipmentId, update)).isEqualTo("accepted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity", "", "identity, identity", ","})
  void shouldTakeABodyThatIsNotEncoded(String encoding) {
    client.post("/v1/shipments", Bodies.booking(), "Content-Encoding", encoding).expect(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "304 ! If-None-Match: {tag}",
        "304 ! If-None-Match: W/{tag}",
        "304 ! If-None-Match: \"x\"|If-None-Match: {tag}",
        "304 ! If-None-Match: {tag}|If-None-Match: \"x\"",
        "304 ! If-None-Match: \"x\", \"y\"|If-None-Match: \"z\",{tag},\"x\"",
        "304 ! If-None-Match: \"x\"|If-None-Match: *",
        "304 ! If-None-Match: *",
        "304 ! If-None-Match: \"a,b\", {tag}",
        "200 ! If-None-Match: \"x\"|If-None-Match: \"y\"",
        "200 ! If-None-Match: \"x,{bare},y\"",
        "200 ! If-None-Match: {bare}",
        "200 ! If-None-Match:",
      })
  void shouldCompareEveryTagThatIsGiven(int status, String fields) throws IOException {
    var shipmentId = dispatcher.book();
    dispatcher.view(shipmentId, 1);
    for (var target : List.of("/v1/shipments/" + shipmentId, "/docs")) {
      var tag = client.get(target).expect(200).header("ETag").replace("W/", "");
      var given = fields.replace("{tag}", tag).replace("{bare}", tag.replace("\"", ""));
      try (var connection = Door.GATEWAY.open(gateway)) {
        connection.send(Door.GATEWAY.head("GET " + target + " HTTP/1.1|Host: a|" + given));

        connection.read().expect(status);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: Upgrade|Upgrade: h2c, websocket",
        "Connection: Upgrade|Upgrade: h2c|Upgrade: WebSocket",
        "Connection: Upgrade|Upgrade: websocket, h2c",
        "Connection: keep-alive, upgrade|Upgrade: websocket",
        "Connection: keep-alive|Connection: Upgrade|Upgrade: ,websocket",
      })
  void shouldReadUpgradesAsLists(String fields) throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(Door.GATEWAY.head(handshake() + fields));

      var answer = connection.read();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("upgrade")).isEqualToIgnoringCase("websocket");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Connection: Upgrade|Upgrade: websockets, 426",
    "Connection: Upgrade|Upgrade: h2c, 426",
    "Connection: Upgrades|Upgrade: websocket, 426",
    "Connection: x-upgrade|Upgrade: websocket, 426",
  })
  void shouldNotUpgradeToWhatOnlyLooksAlike(String fields, int status) throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(Door.GATEWAY.head(handshake() + fields));

      connection.read().expectProblem(status, "upgrade-required");
      connection.send(Door.GATEWAY.get()).read().expect(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"other, quayside.v1", "quayside.v1", "other|{p}: quayside.v1"})
  void shouldFindItsSubprotocolInAnyField(String offered) throws IOException {
    var name = "Sec-WebSocket-Protocol";
    try (var connection = Door.GATEWAY.open(gateway)) {
      var fields = "Connection: Upgrade|Upgrade: websocket|{p}: " + offered;
      connection.send(Door.GATEWAY.head(handshake() + fields.replace("{p}", name)));

      var answer = connection.read();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header(name)).isEqualTo("quayside.v1");
    }
  }

  private static String handshake() {
    return "GET /v1/ws HTTP/1.1|Host: a|Sec-WebSocket-Version: 13"
        + "|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|";
  }

  /** The traceparents of requests, each with what the log shall have of it. */
  private static final List<List<String>> TRACEPARENTS =
      List.of(
          traceparent("00-" + TRACE + "-" + PARENT + "-01", "00-" + TRACE + "-" + PARENT + "-01"),
          traceparent("00-" + TRACE + "-" + PARENT + "-00", "00-" + TRACE + "-" + PARENT + "-00"),
          traceparent("cc-" + TRACE + "-" + PARENT + "-01", "00-" + TRACE + "-" + PARENT + "-01"),
          traceparent(
              "cc-" + TRACE + "-" + PARENT + "-01-more", "00-" + TRACE + "-" + PARENT + "-01"),
          traceparent("01-" + TRACE + "-" + PARENT + "-08-", "00-" + TRACE + "-" + PARENT + "-00"),
          traceparent("00-" + "0".repeat(32) + "-" + PARENT + "-01", NONE),
          traceparent("00-" + TRACE + "-" + "0".repeat(16) + "-01", NONE),
          traceparent("ff-" + TRACE + "-" + PARENT + "-01", NONE),
          traceparent("00-" + TRACE + "-" + PARENT + "-01-more", NONE),
          traceparent("cc-" + TRACE + "-" + PARENT + "-01more", NONE),
          traceparent("00-" + TRACE.toUpperCase(Locale.ROOT) + "-" + PARENT + "-01", NONE),
          traceparent("00-" + TRACE + "-" + PARENT + "-1", NONE),
          traceparent("00-" + TRACE + "-" + PARENT + "-0g", NONE),
          traceparent("00_" + TRACE + "-" + PARENT + "-01", NONE));

  private static List<String> traceparent(String given, String passedOn) {
    return List.of(given, passedOn);
  }

  @Test
  void shouldPassOnTracesByTheirRules() {
    var shipmentId = dispatcher.book();
    List<String> expected = new ArrayList<>();
    for (var traceparent : TRACEPARENTS) {
      dispatcher
          .assignCarrier(shipmentId, "HH-QS 1", "traceparent", traceparent.getFirst())
          .expect(200);
      expected.add(traceparent.getLast());
    }
    var first = TRACEPARENTS.getFirst().getFirst();
    dispatcher
        .assignCarrier(shipmentId, "HH-QS 1", "traceparent", first, "traceparent", first)
        .expect(200);
    expected.add(NONE);

    var passedOn =
        gateway.topics().read("shipment-events", shipmentId).stream()
            .skip(1)
            .map(record -> record.headers().lastHeader("traceparent"))
            .map(header -> header == null ? NONE : new String(header.value(), UTF_8))
            .toList();

    assertThat(passedOn).isEqualTo(expected);
  }
}

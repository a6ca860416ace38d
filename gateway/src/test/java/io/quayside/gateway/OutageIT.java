package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.Signals;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A PostgreSQL that has connections but gives no answers, as behind a full disk or a dead host. */
@ExtendWith(SharedGateway.class)
class OutageIT {
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(15);

  /** More commands than a shipment's stream itself remembers. */
  private static final int ASSIGNMENTS = 40;

  private static final int VERSION = ASSIGNMENTS + 2;

  private final GatewayProcess gateway;
  private final Client client;
  private final Dispatcher dispatcher;
  private final int port;
  private String shipmentId;

  OutageIT(GatewayProcess gateway) {
    this.gateway = gateway;
    client = gateway.client();
    dispatcher = new Dispatcher(client);
    port = gateway.ports().http();
  }

  @BeforeEach
  void freeze() {
    shipmentId = dispatcher.book();
    for (int i = 0; i < ASSIGNMENTS; i++) {
      dispatcher.assignCarrier(shipmentId, "V" + i, "Idempotency-Key", "V" + i).expect(200);
    }
    dispatcher.milestone(shipmentId, "PICKED_UP").expect(200);
    dispatcher.track(shipmentId, Bodies.position("truck-1", 1)).expect(202);
    dispatcher.view(shipmentId, VERSION);
    Signals.suspendPostgres(gateway);
  }

  /** The other tests need it as it was. */
  @AfterEach
  void thaw() {
    Signals.resumePostgres(gateway);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> client.management("/readyz"), answer -> answer.status() == 200);
  }

  @Test
  void shouldSayThatQueriesAreUnavailable() {
    var path = "/v1/shipments/" + shipmentId;
    var start = System.nanoTime();

    Stream.of(
            "/v1/shipments",
            path,
            path + "?min-version=" + VERSION,
            path + "/events",
            path + "/positions")
        .map(query -> client.send("GET", query, null, null))
        .toList()
        .forEach(answer -> assertUnavailable(answer.join()));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWERED_WITHIN);
  }

  @Test
  void shouldStillDecideForShipmentsInMemory() {
    dispatcher.milestone(shipmentId, "DEPARTED", "Idempotency-Key", "departed").expect(200);
    var again =
        dispatcher.assignCarrier(
            shipmentId, "V" + ASSIGNMENTS, "Idempotency-Key", "V" + (ASSIGNMENTS - 1));
    again.expectProblem(422, "idempotency-key-reused");
    assertThat(dispatcher.verdict(shipmentId, Bodies.position("truck-1", 2))).isEqualTo("accepted");

    Signals.resumePostgres(gateway);

    assertThat(dispatcher.view(shipmentId, VERSION + 1).getString("status"))
        .isEqualTo("IN_TRANSIT");
    await()
        .until(
            () -> dispatcher.view(shipmentId, VERSION + 1).getJsonObject("lastPosition"),
            position -> position.getInteger("sequence") == 2);
  }

  @Test
  void shouldNotBeReadyAndYetLive() {
    var ready = client.management("/readyz").expect(503).json();

    assertThat(ready.getString("status")).isEqualTo("down");
    var checks = ready.getJsonObject("checks");
    assertThat(checks.getJsonObject("postgres").getString("detail")).isNotBlank();
    for (var name : List.of("kafka", "cluster", "shards")) {
      assertThat(checks.getJsonObject(name)).isEqualTo(new JsonObject().put("status", "up"));
    }
    client.management("/livez").expect(200);
  }

  /** Any other answer than a stream would end the EventSource of a browser for good. */
  @Test
  void shouldTellABrowserInAStreamThatItMayComeAgain() throws Exception {
    var uri = URI.create("http://127.0.0.1:" + port + "/v1/shipments/" + shipmentId + "/stream");
    var browser = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").build();
    var other = HttpRequest.newBuilder(uri).header("Accept", "*/*").build();
    try (var http = HttpClient.newHttpClient()) {
      var told = http.send(browser, BodyHandlers.ofString());
      assertThat(told.statusCode()).isEqualTo(200);
      assertThat(told.headers().firstValue("content-type")).contains("text/event-stream");
      assertThat(told.body())
          .startsWith("retry: ")
          .contains("\nevent: problem\ndata: {")
          .contains("\"code\":\"temporarily-unavailable\"")
          .endsWith("}\n\n");
      assertThat(http.send(other, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
    }
  }

  private static void assertUnavailable(Answer answer) {
    answer.expectProblem(503, "temporarily-unavailable");
    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
  }
}

package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.FormerRelease;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.ToolProcess;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** This version on the data directory that the former release has left. */
@TestMethodOrder(OrderAnnotation.class)
class UpgradeIT {
  private static final FormerRelease FORMER = new FormerRelease("0.1.0");
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private static final JsonObject MADE = FORMER.made();
  private static final String MOVED = MADE.getString("moved");
  private static final String PAPERS = MADE.getString("papers");
  private static final String BOOKED = MADE.getString("booked");

  private static GatewayProcess gateway;
  private static Client client;
  private static Dispatcher dispatcher;

  @BeforeAll
  static void start() {
    gateway = FORMER.start(SendingGateway.SETTINGS);
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
  }

  @Test
  @Order(1)
  void shouldFindWhatTheFormerReleaseHasStored() {
    assertThat(types(MOVED))
        .containsExactly(
            "shipment.booked",
            "shipment.carrier-assigned",
            "shipment.picked-up",
            "shipment.departed");
    assertThat(json("/v1/shipments/" + MOVED).getString("status")).isEqualTo("IN_TRANSIT");
    assertThat(json("/v1/shipments/" + MOVED + "/positions").getJsonArray("items")).hasSize(3);
    assertThat(types(PAPERS))
        .startsWith("shipment.booked", "bidding.tender-opened", "bidding.bid-placed")
        .endsWith("documentation.requested", "documentation.submitted");
    assertThat(json("/v1/shipments/" + PAPERS + "/tenders/1").getString("tenderStatus"))
        .isEqualTo("CONFIRMED");
    assertThat(json("/v1/shipments/" + PAPERS + "/documents/1").getString("documentStatus"))
        .isEqualTo("SUBMITTED");
    assertThat(client.get("/v1/documents/" + MADE.getString("invoice")).expect(200).text())
        .isEqualTo("Invoice 0815");
    assertThat(BookingClient.of(client, BOOKED).saga().getJsonArray("waitingFor").encode())
        .isEqualTo("[{\"what\":\"CARRIER\"}]");
    assertThat(ToolProcess.run(gateway.ports(), "verify").expect(0).out()).isEmpty();
  }

  /** What is long past cannot change any more, so it may be cached. */
  @Test
  @Order(1)
  void shouldShowWhatTheFormerReleaseKnew() {
    var booked = json("/v1/shipments/" + MOVED + "?at-version=1");
    var answer =
        client.get("/v1/shipments/" + MOVED + "?at=" + booked.getString("updatedAt")).expect(200);
    var then = answer.json();

    assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=3600");
    assertThat(answer.headers().firstValue("ETag")).isEmpty();
    assertThat(then.getJsonObject("asOf").getInteger("version")).isEqualTo(1);
    then.remove("asOf");
    booked.remove("asOf");
    assertThat(then).isEqualTo(booked);
  }

  private static JsonObject json(String path) {
    return client.get(path).expect(200).json();
  }

  private static List<String> types(String shipmentId) {
    return BookingClient.of(client, shipmentId).types();
  }

  @Test
  @Order(2)
  void shouldGoOnWhereTheFormerReleaseStopped() {
    assertThat(dispatcher.book(Bodies.booking(), "Idempotency-Key", "book-PO-1").status())
        .as("the key of another body")
        .isEqualTo(422);
    assertThat(dispatcher.verdict(MOVED, Bodies.position("ais-1", 3))).isEqualTo("duplicate");
    assertThat(dispatcher.verdict(MOVED, Bodies.position("ais-1", 4))).isEqualTo("accepted");
    dispatcher.milestone(MOVED, "ARRIVED").expect(200);
    client
        .post(
            "/v1/shipments/" + PAPERS + "/documents/1/verification",
            new JsonObject().put("revision", 1))
        .expect(200);
    dispatcher.release(PAPERS).expect(200);
    var booking = BookingClient.of(client, BOOKED);
    booking.assign("CMDU").expect(200);
    booking.awaitTypes(
        "shipment.booked",
        "booking.started",
        "shipment.carrier-assigned",
        "documentation.requested");
    dispatcher.bookAndPickUp();
  }

  @Test
  @Order(3)
  void shouldSendToAWebhookOfTheFormerRelease() {
    var webhook = MADE.getJsonObject("webhook");
    var path = "/v1/webhooks/" + webhook.getString("webhookId");
    assertThat(json(path).getString("state")).isEqualTo("DISABLED");
    try (var receiver = new WebhookReceiver()) {
      var changed = new JsonObject().put("url", receiver.url("/hook"));
      client
          .send("PUT", path, changed.encode().getBytes(UTF_8), "application/json")
          .join()
          .expect(200);
      client.post(path + "/enable", new JsonObject()).expect(200);

      dispatcher.milestone(MOVED, "DELIVERED").expect(200);

      int delivered = types(MOVED).size();
      await()
          .atMost(WITHIN)
          .until(() -> receiver.versions(MOVED), versions -> versions.contains(delivered));
      receiver.received().forEach(one -> one.verify(webhook.getString("secret")));
    }
  }

  @Test
  @Order(4)
  void shouldRebuildTheReadModelsOfTheFormerRelease() {
    var before = json("/v1/shipments/" + PAPERS + "/documents").encode();
    FormerRelease.rebuild(client);

    assertThat(json("/v1/shipments/" + PAPERS + "/documents").encode()).isEqualTo(before);
    assertThat(ToolProcess.run(gateway.ports(), "verify").expect(0).out()).isEmpty();
    assertThat(gateway.complaints()).isEmpty();
  }
}

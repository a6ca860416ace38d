package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.quayside.cluster.Shards;
import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Program;
import io.quayside.gateway.harness.RabbitServer;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.TenderClient;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Relays to a real RabbitMQ: nothing is lost, and first arrivals of a shipment ascend. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RabbitRelayIT extends RelayScenario {
  private static final int SHARDS = 12;
  private static final String EXCHANGE = "quayside.events";
  private static final String RELAYS =
      """
      [{"name":"erp","kind":"rabbitmq","uri":"${RABBIT_URI}","declare":true},
       {"name":"strict","kind":"rabbitmq","uri":"${RABBIT_TLS_URI}","exchange":"strict",
        "declare":true,
        "types":["shipment.carrier-assigned.v1"],"unroutable":"stop"},
       {"name":"odd","kind":"rabbitmq","uri":"${RABBIT_URI}","exchange":"odd","declare":true},
       {"name":"whole","kind":"rabbitmq","uri":"${RABBIT_URI}","exchange":"whole","declare":true,
        "types":["bidding.*"],"withhold":false},
       {"name":"loose","kind":"rabbitmq","uri":"${RABBIT_URI}","exchange":"loose","declare":true,
        "types":["shipment.booked.v1"]},
       {"name":"impostor","kind":"rabbitmq","uri":"${RABBIT_IMPOSTOR_URI}","declare":true},
       {"name":"locked","kind":"rabbitmq","uri":"${RABBIT_LOCKED_URI}","declare":true}]
      """;

  private RabbitServer rabbit;

  @BeforeAll
  void start() {
    if (Program.find(RabbitServer.PROGRAM).isEmpty()) {
      return;
    }
    rabbit = new RabbitServer();
    rabbit.with(channel -> channel.exchangeDeclare("odd", "fanout", true));
    Map<String, String> settings = new HashMap<>(SendingGateway.SETTINGS);
    settings.put("QUAYSIDE_RELAYS", RELAYS);
    settings.put("RABBIT_URI", rabbit.uri());
    settings.put("RABBIT_TLS_URI", rabbit.tlsUri(true));
    settings.put("RABBIT_IMPOSTOR_URI", rabbit.tlsUri(false));
    settings.put("RABBIT_LOCKED_URI", rabbit.uri().replace(":guest@", ":gast@"));
    settings.put("JAVA_TOOL_OPTIONS", rabbit.trustOptions());
    start("relay-rabbit", settings);
    // The exchange is there once the relay has declared it.
    await().ignoreExceptions().atMost(WITHIN_SECONDS, SECONDS).until(() -> bind("all", Map.of()));
  }

  /** Skips each test by itself, so that all of them are counted. */
  @BeforeEach
  void assumeInstalled() {
    Program.assumeInstalled(RabbitServer.PROGRAM);
  }

  @AfterAll
  void stop() {
    end();
    if (rabbit != null) {
      rabbit.close();
    }
  }

  private boolean bind(String queue, Map<String, Object> arguments) {
    return bind(queue, EXCHANGE, arguments);
  }

  private boolean bind(String queue, String exchange, Map<String, Object> arguments) {
    return rabbit.with(
        channel -> {
          channel.queueDeclare(queue, true, false, false, arguments);
          channel.queueBind(queue, exchange, "default.#");
          return true;
        });
  }

  private List<String> scenario(int shipments) {
    var ids = book(shipments);
    ids.forEach(id -> assign(id, "MV Elbe"));
    ids.forEach(id -> assign(id, "MV Alster"));
    return ids;
  }

  /** Takes what a queue has now, and notes versions in the order in which they came. */
  private List<GetResponse> drain(String queue, Map<String, List<Integer>> versions) {
    return rabbit.with(
        channel -> {
          List<GetResponse> got = new ArrayList<>();
          for (var one = channel.basicGet(queue, true);
              one != null;
              one = channel.basicGet(queue, true)) {
            got.add(one);
            var headers = one.getProps().getHeaders();
            versions
                .computeIfAbsent(headers.get("shipmentid").toString(), id -> new ArrayList<>())
                .add(((Long) headers.get("shipmentversion")).intValue());
          }
          return got;
        });
  }

  /** The first arrivals of each shipment are 1, 2, 3. */
  private void awaitWhole(String queue, List<String> ids) {
    Map<String, List<Integer>> versions = new HashMap<>();
    patiently()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              drain(queue, versions);
              ids.forEach(
                  id ->
                      assertThat(versions.getOrDefault(id, List.of()).stream().distinct())
                          .containsExactly(1, 2, 3));
            });
  }

  @Test
  void shouldSendEventsWithTheirHeadersAndSendThemAgainAfterARewind() {
    bind("headers", Map.of());
    var since = Instant.now().toString();
    var id = dispatcher.book();
    Map<String, List<Integer>> versions = new HashMap<>();
    List<GetResponse> got = new ArrayList<>();
    patiently()
        .untilAsserted(
            () -> {
              got.addAll(drain("headers", versions));
              assertThat(versions).containsKey(id);
            });
    var message =
        got.stream()
            .filter(one -> one.getProps().getMessageId().equals(id + "/1"))
            .findFirst()
            .orElseThrow();
    assertThat(message.getEnvelope().getRoutingKey()).isEqualTo("default.shipment.booked.v1");
    assertThat(message.getProps().getContentType()).isEqualTo("application/cloudevents+json");
    assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
    assertThat(message.getProps().getType()).isEqualTo("shipment.booked.v1");
    assertThat(message.getProps().getHeaders().get("tenantid")).hasToString("default");
    assertThat(new JsonObject(new String(message.getBody(), UTF_8)).getString("id"))
        .isEqualTo(id + "/1");

    awaitNoLag("erp");
    client.post("/v1/relays/erp/rewind", new JsonObject().put("since", since)).expect(200);
    patiently()
        .untilAsserted(
            () -> {
              drain("headers", versions);
              assertThat(versions.get(id)).containsExactly(1, 1);
            });
  }

  @Test
  void shouldLoseNothingWhenTheBrokerIsKilled() {
    bind("durable", Map.of());
    var ids = scenario(10);
    rabbit.kill();
    ids.addAll(scenario(10));
    awaitState("erp", "RETRYING", "connect-failed");
    assertThat(relay("erp").getLong("lagRecords")).isPositive();

    rabbit.start();
    awaitWhole("durable", ids);
    awaitState("erp", "RUNNING", null);
    assertThat(relay("erp").getInteger("parked")).isZero();
  }

  @Test
  void shouldKeepTheOrderWhenAFullQueueRefuses() {
    bind("full", Map.of("x-max-length", 5, "x-overflow", "reject-publish"));
    var ids = scenario(20);
    awaitState("erp", "RETRYING", "nacked");

    awaitWhole("full", ids);
    rabbit.with(channel -> channel.queueDelete("full"));
    awaitState("erp", "RUNNING", null);
  }

  @Test
  void shouldStopBeforeAnEventThatNoQueueTakesAndTellWebhooks() {
    try (var receiver = new WebhookReceiver()) {
      var types = new JsonArray().add("quayside.relay-stopped.v1").add("shipment.booked.v1");
      var webhook = new JsonObject().put("url", receiver.url("/")).put("types", types);
      var path = client.post("/v1/webhooks", webhook).expect(201).header("Location");
      dispatcher.book();
      patiently().until(() -> !receiver.received().isEmpty());
      // Its shard stops again, now that the webhook is known to be served.
      client.post("/v1/relays/strict/resume", new JsonObject()).expect(200);
      stopAndResume();
      patiently()
          .untilAsserted(
              () ->
                  assertThat(receiver.received())
                      .extracting(one -> one.json().getJsonObject("data"))
                      .anySatisfy(
                          data -> {
                            assertThat(data.getString("relay")).isEqualTo("strict");
                            assertThat(data.getInteger("shard")).isBetween(0, 11);
                            assertThat(data.getString("cause")).isEqualTo("unroutable");
                          }));
      client.send("DELETE", path, null, null).join().expect(204);
    }
  }

  private void stopAndResume() {
    var id = dispatcher.book();
    assign(id, "MV Elbe");
    // Shards of earlier events may have stopped before: the resume is for this one too.
    int shard = Shards.of(id, SHARDS);
    patiently()
        .untilAsserted(
            () ->
                assertThat(relay("strict").getJsonArray("shards"))
                    .extracting(JsonObject.class::cast)
                    .filteredOn(one -> one.getInteger("shard") == shard)
                    .extracting(one -> one.getString("state"))
                    .containsExactly("STOPPED"));
    awaitState("strict", "STOPPED", "unroutable");
    assertThat(client.management("/metrics").text())
        .containsPattern("quayside_relay_stopped\\{relay=\"strict\"} [1-9]");

    bind("strict", "strict", Map.of());
    client.post("/v1/relays/strict/resume", new JsonObject()).expect(200);
    awaitState("strict", "RUNNING", null);
    Map<String, List<Integer>> versions = new HashMap<>();
    patiently()
        .untilAsserted(
            () -> {
              drain("strict", versions);
              assertThat(versions.get(id)).containsExactly(2);
            });
  }

  @Test
  void shouldStopAtAnExchangeOfAnotherKind() {
    awaitState("odd", "STOPPED", "refused");
  }

  @Test
  void shouldCountAndSettleWhatNoQueueTakes() {
    dispatcher.book();

    patiently()
        .untilAsserted(
            () ->
                assertThat(client.management("/metrics").text())
                    .contains(
                        "quayside_relay_records_total{outcome=\"unroutable\",relay=\"loose\"}"));
    awaitNoLag("loose");
    awaitState("loose", "RUNNING", null);
  }

  @Test
  void shouldSayThatTheBrokerHoldsTheConnection() {
    bind("held", Map.of());
    rabbit.control("set_vm_memory_high_watermark", "absolute", "1MB");
    var ids = scenario(3);
    awaitState("erp", "RETRYING", "refused");
    assertThat(relay("erp").getLong("lagRecords")).isPositive();

    rabbit.control("set_vm_memory_high_watermark", "absolute", "256MB");

    awaitWhole("held", ids);
    awaitState("erp", "RUNNING", null);
  }

  @Test
  void shouldWithholdBidsUnlessItIsToldOtherwise() {
    bind("sealed", Map.of());
    bind("open", "whole", Map.of());
    var id = dispatcher.book();
    TenderClient.open(Caller.overHttp(client), id, TenderClient.spot())
        .bid("MAEU", "4711.50")
        .expect(200);

    assertThat(awaitBid("open", id).getJsonObject("data").getString("amount")).isEqualTo("4711.50");
    var sealed = awaitBid("sealed", id);
    assertThat(sealed.getJsonObject("data").getBoolean("withheld")).isTrue();
    assertThat(sealed.encode()).doesNotContain("4711.50").doesNotContain("MAEU");
    assertThat(sealed.getInteger("shipmentversion")).isEqualTo(3);
  }

  private JsonObject awaitBid(String queue, String id) {
    List<GetResponse> got = new ArrayList<>();
    return patiently()
        .until(
            () -> {
              got.addAll(drain(queue, new HashMap<>()));
              return got.stream()
                  .map(one -> new JsonObject(new String(one.getBody(), UTF_8)))
                  .filter(event -> event.getString("id").equals(id + "/3"))
                  .findFirst();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void shouldSayWhatIsWrongWithACertificateOrAPassword() {
    awaitState("impostor", "RETRYING", "connect-failed");
    awaitState("locked", "RETRYING", "refused");
    assertThat(gateway.said()).noneMatch(line -> line.contains("gast@"));
  }
}

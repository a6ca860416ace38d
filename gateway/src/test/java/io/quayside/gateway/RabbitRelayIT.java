package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Program;
import io.quayside.gateway.harness.RabbitServer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Relays to a real RabbitMQ: nothing is lost, and first arrivals of a shipment ascend. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RabbitRelayIT {
  private static final int WITHIN_SECONDS = 40;
  private static final String EXCHANGE = "quayside.events";
  private static final String RELAYS =
      """
      [{"name":"erp","kind":"rabbitmq","uri":"${RABBIT_URI}","declare":true},
       {"name":"strict","kind":"rabbitmq","uri":"${RABBIT_URI}","exchange":"strict","declare":true,
        "types":["shipment.carrier-assigned.v1"],"unroutable":"stop"},
       {"name":"odd","kind":"rabbitmq","uri":"${RABBIT_URI}","exchange":"odd","declare":true}]
      """;

  private RabbitServer rabbit;
  private GatewayProcess gateway;
  private Client client;
  private Dispatcher dispatcher;

  @BeforeAll
  void start() {
    Program.assumeInstalled(RabbitServer.PROGRAM);
    rabbit = new RabbitServer();
    rabbit.with(channel -> channel.exchangeDeclare("odd", "fanout", true));
    gateway =
        GatewayProcess.startFresh(
            "relay-rabbit", Map.of("QUAYSIDE_RELAYS", RELAYS, "RABBIT_URI", rabbit.uri()));
    client = gateway.client();
    dispatcher = new Dispatcher(client);
    // The exchange is there once the relay has declared it.
    await().ignoreExceptions().atMost(WITHIN_SECONDS, SECONDS).until(() -> bind("all", Map.of()));
  }

  @AfterAll
  void stop() {
    if (gateway != null) {
      gateway.closeAndForget();
      rabbit.close();
    }
  }

  private boolean bind(String queue, Map<String, Object> arguments) {
    return rabbit.with(
        channel -> {
          channel.queueDeclare(queue, true, false, false, arguments);
          channel.queueBind(queue, EXCHANGE, "default.#");
          return true;
        });
  }

  private void assign(String id, String vehicle) {
    dispatcher.assignCarrier(id, vehicle).expect(200);
  }

  private List<String> scenario(int shipments) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < shipments; i++) {
      ids.add(dispatcher.book());
    }
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
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
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

  private JsonObject relay(String name) {
    return client.get("/v1/relays/" + name).expect(200).json();
  }

  private void awaitState(String name, String state, String code) {
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .untilAsserted(
            () -> {
              var relay = relay(name);
              assertThat(relay.getString("state")).as(relay.encode()).isEqualTo(state);
              if (code != null) {
                assertThat(relay.getJsonObject("cause").getString("code")).isEqualTo(code);
              }
            });
  }

  @Test
  void shouldSendEventsWithTheirHeadersAndSendThemAgainAfterARewind() {
    bind("headers", Map.of());
    var since = Instant.now().toString();
    var id = dispatcher.book();
    Map<String, List<Integer>> versions = new HashMap<>();
    List<GetResponse> got = new ArrayList<>();
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
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

    await().atMost(WITHIN_SECONDS, SECONDS).until(() -> relay("erp").getLong("lagRecords") == 0);
    client.post("/v1/relays/erp/rewind", new JsonObject().put("since", since)).expect(200);
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
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
  void shouldStopBeforeAnEventThatNoQueueTakes() {
    var id = dispatcher.book();
    assign(id, "MV Elbe");
    awaitState("strict", "STOPPED", "unroutable");
    assertThat(client.management("/metrics").text()).contains("quayside_relay_stopped");

    rabbit.with(
        channel -> {
          channel.queueDeclare("strict", true, false, false, Map.of());
          return channel.queueBind("strict", "strict", "#");
        });
    client.post("/v1/relays/strict/resume", new JsonObject()).expect(200);
    awaitState("strict", "RUNNING", null);
    Map<String, List<Integer>> versions = new HashMap<>();
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
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
}

package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.MqttDevice;
import io.quayside.gateway.harness.ServicesProcess;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Kafka that has connections but gives no answers, as behind a cut or too few replicas. */
class KafkaOutageIT {
  private static final int SHIPMENTS = 100;
  private static final int LINES = 10_000;
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(8);
  private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(30);

  /** What a node may hold on to while nothing is acknowledged. */
  private static final long HEAP_GROWTH = 64 << 20;

  private static ServicesProcess services;
  private static GatewayProcess gateway;
  private static Dispatcher dispatcher;

  @BeforeAll
  static void start() {
    services = ServicesProcess.start("kafka-outage");
    gateway = GatewayProcess.startFresh("kafka-outage-node", services.environment());
    dispatcher = new Dispatcher(gateway.client());
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.closeAndForget();
    }
    if (services != null) {
      services.close();
    }
  }

  @AfterEach
  void resume() {
    services.resumeKafka();
    await()
        .atMost(RECOVERED_WITHIN)
        .until(() -> gateway.client().management("/readyz"), answer -> answer.status() == 200);
  }

  @Test
  void shouldSayWithinTheDeadlineThatNothingIsPromisedAndDecideOnceAfterwards() {
    var shipments = IntStream.range(0, SHIPMENTS).mapToObj(i -> dispatcher.book()).toList();
    shipments.forEach(id -> dispatcher.view(id, 1));
    services.pauseKafka();
    long start = System.nanoTime();

    var commands = shipments.stream().map(KafkaOutageIT::assign).toList();
    var updates =
        shipments.stream()
            .map(id -> dispatcher.trackAsync(id, Bodies.position("truck", 1)))
            .toList();
    commands.forEach(KafkaOutageIT::assertUnavailable);
    updates.forEach(KafkaOutageIT::assertUnavailable);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWERED_WITHIN);
    dispatcher.view(shipments.getFirst(), 1);
    gateway.client().management("/livez").expect(200);
    gateway.client().management("/readyz").expect(503);

    services.resumeKafka();
    for (var id : shipments) {
      await().atMost(RECOVERED_WITHIN).until(() -> assign(id).join(), Answer::accepted);
      assertThat(dispatcher.history(id, 2).getJsonArray("items")).hasSize(2);
      var verdict =
          await()
              .atMost(RECOVERED_WITHIN)
              .until(
                  () -> dispatcher.track(id, Bodies.position("truck", 1)),
                  answer -> answer.status() == 202);
      assertThat(verdict.json().getString("result")).isIn("accepted", "duplicate");
      assertThat(dispatcher.verdict(id, Bodies.position("truck", 1))).isEqualTo("duplicate");
    }
  }

  @Test
  void shouldAcknowledgeToDevicesWhatKafkaHas() {
    var id = dispatcher.book();
    dispatcher.view(id, 1);
    var device = mqtt3();
    services.pauseKafka();

    var published = publish(device, id, 1);

    await().during(Duration.ofSeconds(1)).until(() -> !published.isDone());
    services.resumeKafka();
    published.orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(dispatcher.verdict(id, Bodies.position("truck", 1))).isEqualTo("duplicate");
    device.disconnect().join();
  }

  @Test
  void shouldCountOnceWhatADeviceSendsAgainAfterAKill() {
    var id = dispatcher.book();
    dispatcher.view(id, 1);
    services.pauseKafka();
    var unanswered = publish(mqtt3(), id, 1);
    await().during(Duration.ofMillis(500)).until(() -> !unanswered.isDone());
    gateway.kill9();
    services.resumeKafka();
    gateway = GatewayProcess.startAgain(gateway, services.environment());
    dispatcher = new Dispatcher(gateway.client());

    var device = mqtt3();
    publish(device, id, 1).orTimeout(30, TimeUnit.SECONDS).join();
    publish(device, id, 2).orTimeout(30, TimeUnit.SECONDS).join();

    await()
        .until(
            () ->
                gateway
                    .client()
                    .get("/v1/shipments/" + id + "/positions")
                    .json()
                    .getJsonArray("items")
                    .stream()
                    .map(item -> ((JsonObject) item).getInteger("sequence"))
                    .sorted()
                    .toList(),
            List.of(1, 2)::equals);
    device.disconnect().join();
  }

  @Test
  void shouldHoldOnToNoMoreOfDevicesThanMayBeUnderWay() {
    var id = dispatcher.book();
    dispatcher.view(id, 1);
    var update = Bodies.position("truck", 1).encode();
    var padded = (update + " ".repeat(60_000 - update.length())).getBytes(UTF_8);
    long before = gateway.heapInUse();
    services.pauseKafka();

    var devices = IntStream.range(0, 12).mapToObj(i -> mqtt3()).toList();
    var sent =
        devices.stream()
            .flatMap(device -> IntStream.range(0, 100).mapToObj(i -> publish(device, id, padded)))
            .toList();

    await().during(Duration.ofSeconds(2)).until(() -> sent.stream().noneMatch(one -> one.isDone()));
    assertThat(gateway.heapInUse() - before).isLessThan(HEAP_GROWTH / 2);
    services.resumeKafka();
    sent.forEach(one -> one.orTimeout(60, TimeUnit.SECONDS).join());
    assertThat(dispatcher.verdict(id, Bodies.position("truck", 1))).isEqualTo("duplicate");
    devices.forEach(device -> device.disconnect().join());
  }

  private static Mqtt3AsyncClient mqtt3() {
    var device =
        MqttClient.builder()
            .useMqttVersion3()
            .serverHost("127.0.0.1")
            .serverPort(gateway.ports().mqtt())
            .buildAsync();
    device.connect().join();
    return device;
  }

  private static CompletableFuture<?> publish(Mqtt3AsyncClient device, String id, int sequence) {
    return publish(device, id, Bodies.position("truck", sequence).encode().getBytes(UTF_8));
  }

  private static CompletableFuture<?> publish(Mqtt3AsyncClient device, String id, byte[] payload) {
    return device
        .publishWith()
        .topic(MqttDevice.topic(id))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload)
        .send();
  }

  @Test
  void shouldHoldOnToNoMoreThanItsBounds() {
    var id = dispatcher.book();
    var batches = new Batches(gateway.client());
    long before = gateway.heapInUse();
    services.pauseKafka();
    long start = System.nanoTime();

    for (int round = 0; round < 3; round++) {
      var answer =
          batches.post(Batches.lines(id, 0, LINES)).expectProblem(422, "validation-failed");
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(Batches.counts(answer)).containsExactly(0, 0, 0);
      assertThat(answer.json().getJsonArray("rejected")).hasSize(LINES);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(ANSWERED_WITHIN.multipliedBy(3));
    assertThat(gateway.heapInUse() - before).isLessThan(HEAP_GROWTH);
    services.resumeKafka();
    await()
        .atMost(RECOVERED_WITHIN)
        .until(
            () -> Batches.counts(batches.post(Batches.lines(id, 0, LINES))),
            counts -> counts.stream().mapToInt(Integer::intValue).sum() == LINES);
    assertThat(Batches.counts(batches.post(Batches.lines(id, LINES - 1_000, LINES))))
        .isEqualTo(List.of(0, 1_000, 0));
  }

  private static CompletableFuture<Answer> assign(String shipmentId) {
    return dispatcher.assignCarrierAsync(shipmentId, "V", "Idempotency-Key", "outage");
  }

  private static void assertUnavailable(CompletableFuture<Answer> answer) {
    answer.join().expectProblem(503, "temporarily-unavailable");
    assertThat(answer.join().header("Retry-After")).matches("[1-9][0-9]*");
  }
}

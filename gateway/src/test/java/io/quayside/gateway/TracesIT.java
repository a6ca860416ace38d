package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.MqttDevice;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.SqsServer;
import io.quayside.gateway.harness.TraceCollector;
import io.quayside.gateway.harness.TraceCollector.Collected;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The spans that a collector gets of a gateway with {@code traces.enabled}. */
@Timeout(180)
class TracesIT {
  private static final String PARENT = "00f067aa0ba902b7";

  private static TraceCollector collector;
  private static WebhookReceiver receiver;
  private static SqsServer queue;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    collector = new TraceCollector();
    receiver = new WebhookReceiver();
    queue = new SqsServer();
    var settings = new HashMap<>(SendingGateway.SETTINGS);
    settings.put("QUAYSIDE_TRACES_ENABLED", "true");
    settings.put("QUAYSIDE_TRACES_ENDPOINT", collector.url());
    settings.put("QUAYSIDE_RELAYS", "[" + relay().encode() + "]");
    settings.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    settings.put("OTEL_SERVICE_NAME", "quayside-test");
    gateway = GatewayProcess.startFresh("traces", settings);
    gateway
        .client()
        .post("/v1/webhooks", new JsonObject().put("url", receiver.url("/hooks")))
        .expect(201);
  }

  private static JsonObject relay() {
    return new JsonObject()
        .put("name", "queue")
        .put("kind", "sqs")
        .put("region", SqsServer.REGION)
        .put("endpoint", queue.url())
        .put("queueUrl", queue.queueUrl())
        .put("accessKeyId", "key")
        .put("secretAccessKey", "secret");
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
    receiver.close();
    queue.close();
    collector.close();
  }

  @Test
  void shouldTraceACommandFromItsRequestToTheWebhook() {
    var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    var id = book();
    try (var subscriber = gateway.client().live()) {
      subscriber.subscribe(id);
      var answer = assign(id, "truck 1", "00-" + trace + "-" + PARENT + "-01");
      assertThat(answer).isEqualTo(trace);
      await().atMost(60, SECONDS).untilAsserted(() -> assertThat(names(trace)).hasSize(8));
    }
    assertThat(names(trace))
        .containsExactlyInAnyOrder(
            "POST", "decide", "append", "read back", "projection", "push", "webhook", "relay");
    var request = span(trace, "POST");
    assertThat(request.service()).isEqualTo("quayside-test");
    assertThat(request.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(request.parentId()).isEqualTo(PARENT);
    var decide = span(trace, "decide");
    assertThat(decide.parentId()).isEqualTo(request.spanId());
    assertThat(decide.tags())
        .containsEntry("quayside.shipment_id", id)
        .containsEntry("quayside.command", "AssignCarrier");
    var append = span(trace, "append");
    assertThat(append.parentId()).isEqualTo(decide.spanId());
    assertThat(append.kind()).isEqualTo(SpanKind.SPAN_KIND_PRODUCER);
    assertThat(append.tags()).containsEntry("messaging.destination.name", "shipment-events");
    for (var behind : List.of("read back", "projection", "push", "webhook", "relay")) {
      assertThat(span(trace, behind).parentId()).as(behind).isEqualTo(append.spanId());
      assertThat(span(trace, behind).nanos()).as(behind).isPositive();
    }
    var webhook = span(trace, "webhook");
    assertThat(webhook.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
    assertThat(webhook.tags()).containsEntry("http.response.status_code", "204");
    var relay = span(trace, "relay");
    assertThat(relay.kind()).isEqualTo(SpanKind.SPAN_KIND_PRODUCER);
    assertThat(relay.tags())
        .containsEntry("quayside.relay", "queue")
        .containsEntry("quayside.outcome", "sent");
    assertThat(receiver.received())
        .filteredOn(one -> one.id().equals(id + "/2"))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.header("traceparent"))
                    .isEqualTo("00-" + trace + "-" + webhook.spanId() + "-01"));
  }

  @Test
  void shouldBeginATraceForARequestWithoutOne() {
    var trace = assign(book(), "truck 2", null);
    assertThat(trace).matches("[0-9a-f]{32}");
    await()
        .atMost(60, SECONDS)
        .untilAsserted(() -> assertThat(names(trace)).contains("POST", "webhook"));
    assertThat(span(trace, "POST").parentId()).isEmpty();
  }

  @Test
  void shouldLeaveOutATraceThatIsNotSampled() {
    var unsampled = "5bf92f3577b34da6a3ce929d0e0e4737";
    assertThat(assign(book(), "truck 3", "00-" + unsampled + "-" + PARENT + "-00"))
        .isEqualTo(unsampled);
    var sampled = assign(book(), "truck 4", null);
    await().atMost(60, SECONDS).untilAsserted(() -> assertThat(names(sampled)).contains("webhook"));
    assertThat(collector.trace(unsampled)).isEmpty();
  }

  @Test
  void shouldBeginATraceWithEachFrameThatWrites() {
    var id = book();
    try (var live = gateway.client().live()) {
      live.send(
          new JsonObject()
              .put("op", "command")
              .put("name", "AssignCarrier")
              .put("shipmentId", id)
              .put("body", Bodies.carrier("truck 5")));
      live.await(frame -> "outcome".equals(frame.getString("op")));
      live.send(
          new JsonObject()
              .put("op", "positions")
              .put(
                  "updates",
                  new JsonArray().add(Bodies.position("truck-5", 1).put("shipmentId", id))));
      live.await(frame -> "ack".equals(frame.getString("op")));
    }
    var command = traceBeneath("frame", "command", "webhook");
    // Each is exported on its own.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(names(command))
                    .contains("frame", "decide", "append", "read back", "projection", "relay"));
    assertThat(span(command, "frame").kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(span(command, "frame").parentId()).isEmpty();
    assertThat(span(command, "frame").tags()).containsEntry("quayside.status", "200");
    var decide = span(command, "decide");
    assertThat(decide.parentId()).isEqualTo(span(command, "frame").spanId());
    assertThat(decide.tags()).containsEntry("quayside.shipment_id", id);
    var positions = traceBeneath("frame", "positions", "positions");
    assertThat(span(positions, "positions").parentId())
        .isEqualTo(span(positions, "frame").spanId());
  }

  /** The trace whose first span has that name and operation, once it has another span too. */
  private static String traceBeneath(String first, String op, String other) {
    return await()
        .atMost(60, SECONDS)
        .until(
            () ->
                collector.spans().stream()
                    .filter(span -> span.name().equals(first))
                    .filter(span -> op.equals(span.tags().get("quayside.op")))
                    .map(Collected::traceId)
                    .filter(trace -> names(trace).contains(other))
                    .findFirst()
                    .orElse(null),
            Objects::nonNull);
  }

  @Test
  void shouldPutAMessageOfMqttIntoTheTraceOfItsDevice() {
    var trace = "6bf92f3577b34da6a3ce929d0e0e4738";
    var topic = MqttDevice.topic(book());
    try (var device = MqttDevice.connect(gateway)) {
      device
          .client()
          .publishWith()
          .topic(topic)
          .qos(MqttQos.AT_LEAST_ONCE)
          .payload(Bodies.position("truck-6", 1).encode().getBytes(UTF_8))
          .userProperties()
          .add("traceparent", "00-" + trace + "-" + PARENT + "-01")
          .applyUserProperties()
          .send()
          .join();
      device.publish(topic, Bodies.position("truck-6", 2).encode());
    }
    await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () -> assertThat(names(trace)).containsExactlyInAnyOrder("mqtt publish", "positions"));
    var publish = span(trace, "mqtt publish");
    assertThat(publish.parentId()).isEqualTo(PARENT);
    assertThat(publish.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(publish.tags())
        .containsEntry("messaging.destination.name", topic)
        .containsEntry("quayside.outcome", "accepted");
    assertThat(span(trace, "positions").parentId()).isEqualTo(publish.spanId());
    // The device that gives no place begins a trace of its own.
    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                collector.spans().stream()
                    .filter(span -> topic.equals(span.tags().get("messaging.destination.name")))
                    .filter(span -> span.parentId().isEmpty())
                    .anyMatch(span -> names(span.traceId()).contains("positions")));
  }

  @Test
  void shouldTraceTheCommandsOfForeignDocuments() {
    var epcis = "7bf92f3577b34da6a3ce929d0e0e4739";
    var dcsa = "8bf92f3577b34da6a3ce929d0e0e4740";
    var reference = UUID.randomUUID().toString();
    var id =
        gateway
            .client()
            .post("/v1/shipments", Bodies.booking().put("reference", reference))
            .expect(201)
            .json()
            .getString("shipmentId");
    assign(id, "truck 7", null);
    capture("/v1/epcis/capture", epcis, epcis(id)).expect(202);
    capture("/v1/dcsa/events", dcsa, dcsa(reference)).expect(200);
    for (var trace : List.of(epcis, dcsa)) {
      await().atMost(60, SECONDS).untilAsserted(() -> assertThat(names(trace)).contains("webhook"));
      var decide = span(trace, "decide");
      assertThat(decide.parentId()).isEqualTo(span(trace, "POST").spanId());
      assertThat(decide.tags()).containsEntry("quayside.command", "RecordMilestone");
    }
  }

  private static String epcis(String shipmentId) {
    return """
    {"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
     "type":"ObjectEvent","action":"OBSERVE","bizStep":"loading",
     "eventTime":"2026-01-02T03:00:00Z","eventTimeZoneOffset":"+00:00",
     "epcList":["urn:quayside:shipment:%s"]}
    """
        .formatted(shipmentId);
  }

  private static String dcsa(String reference) {
    return """
    [{"eventID":"%s","eventCreatedDateTime":"2026-01-02T04:00:00Z","eventType":"TRANSPORT",
      "eventClassifierCode":"ACT","eventDateTime":"2026-01-02T04:00:00Z",
      "transportEventTypeCode":"DEPA","transportCall":{"UNLocationCode":"DEHAM"},
      "documentReferences":[{"documentReferenceType":"BKG","documentReferenceValue":"%s"}]}]
    """
        .formatted(UUID.randomUUID(), reference);
  }

  private static Answer capture(String path, String trace, String document) {
    var parent = "00-" + trace + "-" + PARENT + "-01";
    return gateway
        .client()
        .send("POST", path, document.getBytes(UTF_8), "application/json", "traceparent", parent)
        .join();
  }

  private static String book() {
    return gateway
        .client()
        .post("/v1/shipments", Bodies.booking())
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  /** Sends a command; returns the trace id of its answer. */
  private static String assign(String id, String vehicle, String traceparent) {
    var path = "/v1/shipments/" + id + "/carrier-assignment";
    var client = gateway.client();
    var answer =
        traceparent == null
            ? client.post(path, Bodies.carrier(vehicle))
            : client.post(path, Bodies.carrier(vehicle), "traceparent", traceparent);
    return answer.expect(200).header("X-Trace-Id");
  }

  private static List<String> names(String trace) {
    return collector.trace(trace).stream().map(Collected::name).toList();
  }

  private static Collected span(String trace, String name) {
    return collector.trace(trace).stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}

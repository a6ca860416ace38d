package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.TraceCollector;
import io.quayside.gateway.harness.TraceCollector.Collected;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
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
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    collector = new TraceCollector();
    receiver = new WebhookReceiver();
    var settings = new HashMap<>(SendingGateway.SETTINGS);
    settings.put("QUAYSIDE_TRACES_ENABLED", "true");
    settings.put("QUAYSIDE_TRACES_ENDPOINT", collector.url());
    settings.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    settings.put("OTEL_SERVICE_NAME", "quayside-test");
    gateway = GatewayProcess.startFresh("traces", settings);
    gateway
        .client()
        .post("/v1/webhooks", new JsonObject().put("url", receiver.url("/hooks")))
        .expect(201);
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
    receiver.close();
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
      await().atMost(60, SECONDS).untilAsserted(() -> assertThat(names(trace)).hasSize(7));
    }
    assertThat(names(trace))
        .containsExactlyInAnyOrder(
            "POST", "decide", "append", "read back", "projection", "push", "webhook");
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
    for (var behind : List.of("read back", "projection", "push", "webhook")) {
      assertThat(span(trace, behind).parentId()).as(behind).isEqualTo(append.spanId());
      assertThat(span(trace, behind).nanos()).as(behind).isPositive();
    }
    var webhook = span(trace, "webhook");
    assertThat(webhook.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
    assertThat(webhook.tags()).containsEntry("http.response.status_code", "204");
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

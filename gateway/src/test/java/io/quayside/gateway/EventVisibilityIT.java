package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.EventStreamClient;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every event of every context, to every kind of viewer, by every way out: the history, WebSockets
 * and streams of Server-Sent Events, live and catching up, and webhooks. What comes is what a table
 * says that is written down a second time, and nothing else of the log is in any of the bytes.
 */
@ExtendWith(SecuredGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventVisibilityIT {
  private static final String TENANT = "visibility";
  private static final String SHIPPER = "Hansa Tea";

  /** Assigned at the start; HLCU and MAEU are invited, DHLC is to the last tender alone. */
  private static final String ASSIGNED = "CMDU";

  private final Secured secured;
  private final Client client;
  private final List<Viewer> viewers = new ArrayList<>();
  private final WebhookViews webhooks;
  private KafkaProducer<String, byte[]> log;
  private LiveClient operator;

  /** {@code carrier} is null for who is none. */
  private record Viewer(String name, String carrier, String[] headers) {}

  EventVisibilityIT(Secured secured) {
    this.secured = secured;
    this.client = secured.client();
    this.webhooks = new WebhookViews(client);
  }

  @BeforeAll
  void connect() {
    secured.tenant(TENANT);
    for (var role : List.of("operator", "service", "shipper")) {
      var scope =
          role.equals("shipper")
              ? new JsonObject().put("shippers", new JsonArray().add(SHIPPER))
              : new JsonObject();
      viewers.add(new Viewer(role, null, bearer(secured.key(TENANT, role, scope))));
    }
    for (var carrier : List.of(ASSIGNED, "HLCU", "MAEU", "DHLC")) {
      var scope = new JsonObject().put("carriers", new JsonArray().add(carrier));
      viewers.add(new Viewer(carrier, carrier, bearer(secured.key(TENANT, "carrier", scope))));
    }
    for (var viewer : viewers) {
      webhooks.make(viewer.name, viewer.headers);
    }
    // Who sees nothing of these shipments: another shipper, and another tenant's operator.
    var others = new JsonObject().put("shippers", new JsonArray().add("Nordlicht"));
    webhooks.make("other-shipper", bearer(secured.key(TENANT, "shipper", others)));
    secured.tenant(TENANT + "-other");
    webhooks.make(
        "other-tenant", bearer(secured.key(TENANT + "-other", "operator", new JsonObject())));
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            secured.gateway().topics().bootstrap(),
            ProducerConfig.LINGER_MS_CONFIG,
            10_000,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1_000_000);
    log = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    operator = client.liveWith(viewers.getFirst().headers);
  }

  @AfterAll
  void disconnect() {
    log.close();
    operator.close();
    try (webhooks) {
      webhooks.check();
    }
  }

  @Test
  void shouldWalkEveryEventType() {
    var walked = new TreeSet<String>();
    EventScripts.all(TENANT, SHIPPER, ASSIGNED)
        .values()
        .forEach(script -> script.events().forEach(each -> walked.add(each.type())));
    var stored = new TreeSet<>(Contexts.STANDARD.eventTypes());

    assertThat(walked).isEqualTo(stored);
  }

  @TestFactory
  Stream<DynamicTest> shouldShowEachViewerWhatItMaySee() {
    return EventScripts.all(TENANT, SHIPPER, ASSIGNED).entrySet().stream()
        .map(entry -> dynamicTest(entry.getKey(), () -> walk(entry.getValue())));
  }

  private void walk(EventScript script) throws Exception {
    var table =
        new VisibilityTable(
            script.values().stream()
                .map(value -> new JsonObject(new String(value, UTF_8)))
                .toList());
    write(script, 0, script.subscribedAt());
    List<Following> following = new ArrayList<>();
    try {
      for (var viewer : viewers) {
        following.add(new Following(script, table, viewer));
      }
      write(script, script.subscribedAt(), script.lastVersion());
      for (var each : following) {
        each.check();
      }
    } finally {
      for (var each : following) {
        each.close();
      }
    }
    for (var viewer : viewers) {
      checkHistory(script, table, viewer);
      webhooks.await(viewer.name, script.shipmentId(), sent(script, table, viewer));
    }
  }

  /** What a webhook is sent: the events before or after which it may read the shipment. */
  private static List<JsonObject> sent(EventScript script, VisibilityTable table, Viewer viewer) {
    return IntStream.rangeClosed(1, script.lastVersion())
        .filter(
            version ->
                table.mayRead(viewer.carrier, version)
                    || table.mayRead(viewer.carrier, version - 1))
        .mapToObj(version -> table.seenBy(viewer.carrier, version))
        .toList();
  }

  /**
   * Writes events into the log, and has the gateway read them: none of them is its own. All are
   * there before it reads the first, so that what a tender's clock would do comes too late.
   */
  private void write(EventScript script, int after, int to) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int version = after + 1; version <= to; version++) {
      var value = script.values().get(version - 1);
      sent.add(log.send(new ProducerRecord<>("shipment-events", script.shipmentId(), value)));
    }
    log.flush();
    for (var each : sent) {
      each.get();
    }
    var read = operator.subscribeAfter(script.shipmentId(), to);
    assertThat(read.getInteger("version")).as(read.encode()).isEqualTo(to);
  }

  private void checkHistory(EventScript script, VisibilityTable table, Viewer viewer)
      throws Exception {
    var id = script.shipmentId();
    var last = script.lastVersion();
    var answer = client.get("/v1/shipments/" + id + "/events", viewer.headers);
    try (var live = client.liveWith(viewer.headers)) {
      var started = live.subscribeAfter(id, 0);
      if (!table.mayRead(viewer.carrier, last)) {
        answer.expectProblem(404, "shipment-not-found");
        assertThat(started.getString("code")).isEqualTo("shipment-not-found");
        assertThat(client.get("/v1/shipments/" + id + "/stream?after=0", viewer.headers).status())
            .isEqualTo(404);
        return;
      }
      var expected = expected(table, viewer, 0, last);
      var items = answer.expect(200).json().getJsonArray("items");
      assertSeen(viewer, script, expected, items.stream().map(JsonObject.class::cast).toList());
      assertNothingElse(viewer, script, expected, answer.text());

      // Page by page: what is seen of an event does not depend on where a page begins.
      for (int after = 1; after < last; after++) {
        var page =
            client.get("/v1/shipments/" + id + "/events?limit=1&after=" + after, viewer.headers);
        assertThat(page.json().getJsonArray("items").getJsonObject(0))
            .as("%s: version %d alone", viewer.name, after + 1)
            .isEqualTo(expected.get(after));
      }
      assertSeen(viewer, script, expected, json(live.awaitEvents(id, last)));
      assertNothingElse(viewer, script, expected, live.frames().toString());
      try (var stream = client.stream(id, "?after=0", viewer.headers)) {
        stream.awaitVersion(last);
        assertSeen(viewer, script, expected, events(stream));
        assertNothingElse(viewer, script, expected, stream.sent().toString());
      }
    }
  }

  private static List<JsonObject> expected(
      VisibilityTable table, Viewer viewer, int after, int last) {
    return IntStream.rangeClosed(after + 1, last)
        .mapToObj(version -> table.seenBy(viewer.carrier, version))
        .toList();
  }

  private static List<JsonObject> json(List<String> texts) {
    return texts.stream().map(JsonObject::new).toList();
  }

  private static List<JsonObject> events(EventStreamClient stream) {
    return stream.sent().stream()
        .filter(each -> each.event().equals("event"))
        .map(each -> new JsonObject(each.data()))
        .toList();
  }

  private static void assertSeen(
      Viewer viewer, EventScript script, List<JsonObject> expected, List<JsonObject> seen) {
    assertThat(seen).as("%s of %s", viewer.name, script.shipmentId()).isEqualTo(expected);
  }

  /** No text or number of the log's data is in bytes whose viewer sees it in no event. */
  private static void assertNothingElse(
      Viewer viewer, EventScript script, List<JsonObject> expected, String bytes) {
    var allowed = expected.toString();
    for (var value : script.values()) {
      List<String> told = new ArrayList<>();
      leaves(new JsonObject(new String(value, UTF_8)).getJsonObject("data"), told);
      for (var leaf : told) {
        assertThat(allowed.contains(leaf) || !bytes.contains(leaf))
            .as("%s is told %s", viewer.name, leaf)
            .isTrue();
      }
    }
  }

  private static void leaves(Object value, List<String> found) {
    switch (value) {
      case JsonObject object -> object.forEach(member -> leaves(member.getValue(), found));
      case JsonArray array -> array.forEach(item -> leaves(item, found));
      case String text when text.length() > 3 -> found.add(text);
      case null, default -> {}
    }
  }

  /** A viewer that follows a shipment over a WebSocket and a stream while its log goes on. */
  private final class Following implements AutoCloseable {
    private final EventScript script;
    private final VisibilityTable table;
    private final Viewer viewer;
    private final LiveClient live;
    private final EventStreamClient stream;

    Following(EventScript script, VisibilityTable table, Viewer viewer) {
      this.script = script;
      this.table = table;
      this.viewer = viewer;
      this.live = client.liveWith(viewer.headers);
      var started = live.subscribe(script.shipmentId());
      if (table.mayRead(viewer.carrier, script.subscribedAt())) {
        assertThat(started.getString("op")).as(viewer.name).isEqualTo("subscribed");
        this.stream = client.stream(script.shipmentId(), "", viewer.headers);
        stream.awaitFirst("snapshot");
      } else {
        assertThat(started.getString("code")).as(viewer.name).isEqualTo("shipment-not-found");
        this.stream = null;
      }
    }

    void check() throws Exception {
      if (stream == null) {
        live.roundTrip();
        assertThat(live.versions(script.shipmentId())).as(viewer.name).isEmpty();
        return;
      }
      int end = script.subscribedAt();
      while (end < script.lastVersion() && table.mayRead(viewer.carrier, end)) {
        end++;
      }
      var events = live.awaitEvents(script.shipmentId(), end);
      stream.awaitVersion(end);
      if (!table.mayRead(viewer.carrier, end)) {
        var ended = live.await(frame -> "unsubscribed".equals(frame.getString("op")));
        assertThat(ended.getString("reason")).isEqualTo("forbidden");
        assertThat(ended.getString("shipmentId")).isEqualTo(script.shipmentId());
        assertThat(stream.awaitEnd()).isNotNull();
        live.roundTrip();
        events = live.eventTexts(script.shipmentId());
      }
      var expected = expected(table, viewer, script.subscribedAt(), end);
      assertSeen(viewer, script, expected, json(events));
      assertSeen(viewer, script, expected, events(stream));
      var allowed = new ArrayList<>(expected(table, viewer, 0, script.subscribedAt()));
      allowed.addAll(expected);
      assertNothingElse(viewer, script, allowed, live.frames().toString());
      assertNothingElse(viewer, script, allowed, stream.sent().toString());
    }

    @Override
    public void close() throws IOException {
      live.close();
      if (stream != null) {
        stream.close();
      }
    }
  }
}

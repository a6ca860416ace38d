package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.DamagedGateway;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Producer;
import io.quayside.gateway.harness.Signals;
import io.quayside.gateway.harness.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Shipments whose log cannot be read on, or whose rows PostgreSQL refuses. */
@ExtendWith(DamagedGateway.class)
class ParkedShipmentsIT extends WebhookScenario {
  private static final int RECORDS_OF_NOBODY = 1_000;

  private final Dispatcher dispatcher;

  ParkedShipmentsIT(GatewayProcess gateway) {
    super(gateway);
    this.dispatcher = new Dispatcher(client);
  }

  private List<JsonObject> letters(String shipmentId) {
    return client
        .get("/v1/dead-letters?shipmentId=" + shipmentId)
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private JsonObject parked(String shipmentId) {
    return await()
        .atMost(20, SECONDS)
        .until(
            () -> letters(shipmentId).stream().filter(ParkedShipmentsIT::isParked).toList(),
            letters -> letters.size() == 1)
        .getFirst();
  }

  private static boolean isParked(JsonObject letter) {
    return "PARKED".equals(letter.getString("state"));
  }

  private JsonObject letter(JsonObject letter) {
    return client.get("/v1/dead-letters/" + letter.getString("letterId")).expect(200).json();
  }

  private void redrive(JsonObject letter) {
    client
        .post("/v1/dead-letters/" + letter.getString("letterId") + "/redrive", new JsonObject())
        .expect(202);
  }

  private void awaitParkedAgain(JsonObject letter) {
    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () -> {
              var again = letter(letter);
              assertThat(again.getInteger("attempts")).isEqualTo(letter.getInteger("attempts") + 1);
              assertThat(again.getString("state")).isEqualTo("PARKED");
            });
  }

  private int version(String shipmentId) {
    return client.get("/v1/shipments/" + shipmentId).expect(200).json().getInteger("version");
  }

  private void refuse(String table, String shipmentId, String condition) {
    change(
        "alter table %s add constraint poison_%s check (shipment_id <> '%s' or %s) not valid"
            .formatted(table, shipmentId.toLowerCase(Locale.ROOT), shipmentId, condition));
  }

  private void allow(String table, String shipmentId) {
    change(
        "alter table %s drop constraint poison_%s"
            .formatted(table, shipmentId.toLowerCase(Locale.ROOT)));
  }

  private void change(String sql) {
    try {
      new Sql(gateway).execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldParkOnlyTheShipmentWhoseRowsAreRefusedAndApplyThemInOrderWhenRedriven() {
    make();
    var poisoned = shipment(2);
    awaitVersions(poisoned, 1, 2);
    refuse("events", poisoned, "version < 3");
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      others.add(book());
    }
    assign(poisoned, "third");
    others.forEach(id -> assign(id, "truck"));

    others.forEach(id -> awaitVersions(id, 1, 2));
    var letter = parked(poisoned);
    assertThat(letter.getString("source")).isEqualTo("projection");
    assertThat(letter.getString("code")).isEqualTo("projection-refused");
    assertThat(letter.getString("eventId")).isEqualTo(poisoned + "/3");
    assertThat(version(poisoned)).isEqualTo(2);
    var position = Bodies.position("truck", 1);
    assertThat(dispatcher.verdict(poisoned, position)).isEqualTo("accepted");
    client
        .post(
            "/v1/dead-letters/" + letter.getString("letterId") + "/discard",
            new JsonObject().put("reason", "no"))
        .expectProblem(409, "illegal-transition");
    redrive(letter);
    awaitParkedAgain(letter);

    allow("events", poisoned);
    redrive(letter);

    await().atMost(10, SECONDS).untilAsserted(() -> assertThat(version(poisoned)).isEqualTo(3));
    assign(poisoned, 200);
    awaitVersions(poisoned, 1, 2, 3, 4);
    assertThat(letter(letter).getString("state")).isEqualTo("REDRIVEN");
  }

  @Test
  void shouldKeepAPositionThatIsRefusedWithoutHoldingItsShipment() {
    var id = book();
    refuse("positions", id, "sequence <> 2");
    for (int sequence = 1; sequence <= 3; sequence++) {
      assertThat(dispatcher.verdict(id, Bodies.position("truck", sequence))).isEqualTo("accepted");
    }

    var letter = parked(id);
    assertThat(letter.getJsonObject("origin").getString("topic")).isEqualTo("shipment-positions");
    assign(id, "truck");
    await().atMost(10, SECONDS).untilAsserted(() -> assertThat(sequences(id)).isEqualTo(2));
    allow("positions", id);
    redrive(letter);

    await().atMost(10, SECONDS).untilAsserted(() -> assertThat(sequences(id)).isEqualTo(3));
  }

  private int sequences(String id) {
    return client
        .get("/v1/shipments/" + id + "/positions")
        .expect(200)
        .json()
        .getJsonArray("items")
        .size();
  }

  @Test
  void shouldParkAShipmentBehindARecordThatCannotBeRead() {
    make();
    var id = shipment(2);
    awaitVersions(id, 1, 2);
    produce(id, "junk");

    var letter = letter(parked(id));
    assertThat(letter.getString("source")).isEqualTo("decode");
    assertThat(letter.getString("code")).isEqualTo("undecodable");
    assertThat(new String(Base64.getDecoder().decode(letter.getString("original")), UTF_8))
        .isEqualTo("junk");
    assign(id, 503);
    redrive(letter);
    awaitParkedAgain(letter);

    assign(id, 503);
    assertThat(version(id)).isEqualTo(2);
    var record =
        gateway.topics().readAll("shipment-dead-letters").stream()
            .filter(one -> id.equals(one.key()))
            .findFirst()
            .orElseThrow();
    assertThat(new String(record.headers().lastHeader("quayside-original").value(), UTF_8))
        .startsWith("shipment-events/");
  }

  private void assign(String id, int status) {
    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () -> assertThat(dispatcher.assignCarrier(id, "V").status()).isEqualTo(status));
  }

  @Test
  void shouldTellWebhooksThatNameItOfADeadLetter() {
    make(
        url("/hooks")
            .put(
                "types",
                new JsonArray().add("quayside.dead-letter-parked.v1").add("shipment.booked.v1")));
    var id = book();
    // A notice is told once, to the webhooks that run by then.
    awaitVersions(id, 1);
    produce(id, "junk");
    var letter = parked(id);

    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () ->
                assertThat(receiver.received())
                    .anySatisfy(
                        notice -> {
                          notice.verify(secret);
                          var event = notice.json();
                          assertThat(event.getString("type"))
                              .isEqualTo("quayside.dead-letter-parked.v1");
                          assertThat(event.getJsonObject("data").getString("letterId"))
                              .isEqualTo(letter.getString("letterId"));
                          assertThat(event.containsKey("subject")).isFalse();
                        }));
    client
        .post("/v1/webhooks", url("/other").put("types", new JsonArray().add("quayside.other.v1")))
        .expectProblem(422, "validation-failed");
  }

  @Test
  void shouldKeepRecordsOfNobody() {
    produce("no shipment " + System.nanoTime(), "{}");

    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .get("/v1/dead-letters?source=foreign")
                            .expect(200)
                            .json()
                            .getJsonArray("items"))
                    .isNotEmpty());
    var letter =
        client
            .get("/v1/dead-letters?source=foreign")
            .expect(200)
            .json()
            .getJsonArray("items")
            .getJsonObject(0);
    client
        .post("/v1/dead-letters/" + letter.getString("letterId") + "/redrive", new JsonObject())
        .expectProblem(409, "illegal-transition");
    client
        .post(
            "/v1/dead-letters/" + letter.getString("letterId") + "/discard",
            new JsonObject().put("reason", "junk"))
        .expect(200);
  }

  /** A letter that is not written within its 5 s is tried again. */
  @Test
  void shouldKeepRecordsOfNobodyThatComeWhilePostgresIsAway() {
    int before = parkedOfNobody();
    Signals.suspendPostgres(gateway);
    try {
      for (var topic : List.of("shipment-events", "shipment-positions")) {
        Producer.send(gateway.topics().bootstrap(), topic, "nobody's", "{}".getBytes(UTF_8));
      }
      await()
          .atMost(60, SECONDS)
          .until(
              () -> gateway.said().stream().anyMatch(line -> line.contains("a record of nobody")));
    } finally {
      Signals.resumePostgres(gateway);
    }

    await()
        .atMost(60, SECONDS)
        .untilAsserted(() -> assertThat(parkedOfNobody()).isEqualTo(before + 2));
    await().until(() -> client.management("/readyz"), answer -> answer.status() == 200);
  }

  private int parkedOfNobody() {
    var all =
        new JsonObject()
            .put("filter", new JsonObject().put("source", "foreign"))
            .put("reason", "junk")
            .put("max", 10_000)
            .put("dryRun", true);
    return client.post("/v1/dead-letters/discard", all).expect(200).json().getInteger("matched");
  }

  @Test
  void shouldKeepFewOfManyRecordsOfNobody() {
    var parked = "quayside_foreign_total{format=\"topic\",outcome=\"parked\"}";
    var dropped = "quayside_foreign_total{format=\"topic\",outcome=\"dropped\"}";
    double parkedBefore = client.metric(parked);
    double droppedBefore = client.metric(dropped);
    var settings =
        Map.<String, Object>of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, gateway.topics().bootstrap());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < RECORDS_OF_NOBODY; i++) {
        var unused = producer.send(new ProducerRecord<>("shipment-events", 0, null, "{}"));
      }
    }
    var id = dispatcher.book();
    dispatcher.assignCarrier(id, "V").expect(200);

    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                client.metric(parked) + client.metric(dropped) - parkedBefore - droppedBefore
                    == RECORDS_OF_NOBODY);
    // Ten in a second; reading them takes a few seconds on a slow machine.
    assertThat(client.metric(parked) - parkedBefore).isLessThan(RECORDS_OF_NOBODY / 2.0);
  }

  private void produce(String key, String value) {
    Producer.send(gateway.topics().bootstrap(), "shipment-events", key, value.getBytes(UTF_8));
  }
}

package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may write to the topics may write anything: at most the shipment that it names suffers. */
class ForeignRecordsIT {
  private static final String EVENTS = "shipment-events";
  private static final String POSITIONS = "shipment-positions";

  /** As many as make sure that each of two nodes runs the shards of some. */
  private static final int SHIPMENTS = 24;

  private static Nodes nodes;
  private static KafkaProducer<String, byte[]> foreign;

  @BeforeAll
  static void start() {
    nodes = Nodes.start("foreign", 2);
    Map<String, Object> settings =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, nodes.kafkaBootstrap());
    foreign = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    if (foreign != null) {
      foreign.close();
    }
    if (nodes != null) {
      nodes.close();
    }
  }

  @Test
  void shouldPassOverWhatNamesNoShipment() {
    try (var watched = new Watched()) {
      var shipments = watched.book();

      for (var topic : List.of(EVENTS, POSITIONS)) {
        for (int partition = 0; partition < partitions(topic); partition++) {
          write(topic, partition, null, null);
          write(topic, partition, null, "hello");
          write(topic, partition, "no shipment", "{}");
          write(topic, partition, "\0", null);
        }
      }

      shipments.forEach(watched::shouldGoOn);
    }
    // Nodes without keys for secrets have no webhooks, and letters all the same.
    var client = nodes.last().client();
    client.get("/v1/webhooks").expectProblem(404, "not-found");
    var parked = "/v1/dead-letters?source=foreign&state=PARKED";
    await()
        .atMost(60, SECONDS)
        .until(() -> !client.get(parked).expect(200).json().getJsonArray("items").isEmpty());
    var letter = client.get(parked).json().getJsonArray("items").getJsonObject(0);
    var path = "/v1/dead-letters/" + letter.getString("letterId");
    client
        .post(path + "/redrive", new JsonObject(), "If-Match", "\"9\"")
        .expectProblem(412, "version-mismatch");
    client.post(path + "/redrive", new JsonObject()).expectProblem(409, "illegal-transition");
    client.post(path + "/discard", new JsonObject().put("reason", "junk")).expect(200);
    client.get("/v1/jobs/" + "0".repeat(26)).expectProblem(404, "not-found");
  }

  @Test
  void shouldPassOverPositionsThatCannotBeUnderstood() {
    try (var watched = new Watched()) {
      var shipments = watched.book();

      for (var id : shipments) {
        write(POSITIONS, null, id, null);
        write(POSITIONS, null, id, "hello");
      }

      shipments.forEach(watched::shouldGoOn);
    }
  }

  @Test
  void shouldParkOnlyTheShipmentWhoseEventsCannotBeUnderstood() {
    try (var watched = new Watched()) {
      var parked = watched.book();
      var others = watched.book();

      for (int i = 0; i < SHIPMENTS; i++) {
        var strange =
            switch (i % 3) {
              case 0 -> null;
              case 1 -> "hello";
              default -> ofOtherShipment(others.get(i));
            };
        write(EVENTS, null, parked.get(i), strange);
      }

      others.forEach(watched::shouldGoOn);
      for (var id : parked) {
        watched.dispatcher.release(id).expectProblem(503, "temporarily-unavailable");
        assertThat(watched.there.versions(id)).isEmpty();
      }
    }
  }

  /** An event that would be the next one of a shipment, had it not another's key. */
  private static String ofOtherShipment(String shipmentId) {
    return """
    {"specversion":"1.0","id":"%1$s/2","source":"/quayside","type":"shipment.released.v1",\
    "subject":"%1$s","time":"2026-03-01T08:00:00.000Z","datacontenttype":"application/json",\
    "shipmentversion":2,"commandid":"C","data":{"status":"RELEASED"}}\
    """
        .formatted(shipmentId);
  }

  /** Shipments that a subscriber of each node watches. */
  private static final class Watched implements AutoCloseable {
    final LiveClient here = nodes.first().client().live();
    final LiveClient there = nodes.last().client().live();
    final Dispatcher dispatcher = new Dispatcher(nodes.first().client());

    List<String> book() {
      var shipments = Stream.generate(dispatcher::book).limit(SHIPMENTS).toList();
      for (var id : shipments) {
        var request = new JsonObject().put("shipmentId", id).put("positions", true);
        here.subscribe(request);
        there.subscribe(request);
      }
      return shipments;
    }

    void shouldGoOn(String shipmentId) {
      dispatcher.assignCarrier(shipmentId, "V").expect(200);
      var position = Bodies.position("truck", 1);
      assertThat(dispatcher.verdict(shipmentId, position)).isEqualTo("accepted");
      for (var live : List.of(here, there)) {
        live.await(frame -> isOf(shipmentId, "event", frame));
        live.await(frame -> isOf(shipmentId, "position", frame));
        assertThat(live.versions(shipmentId)).containsExactly(2);
      }
    }

    @Override
    public void close() {
      here.close();
      there.close();
    }
  }

  private static boolean isOf(String shipmentId, String op, JsonObject frame) {
    return op.equals(frame.getString("op")) && shipmentId.equals(frame.getString("shipmentId"));
  }

  private static int partitions(String topic) {
    return new TopicReader(nodes.kafkaBootstrap()).partitions(topic);
  }

  private static void write(String topic, Integer partition, String key, String value) {
    var bytes = value == null ? null : value.getBytes(UTF_8);
    try {
      foreign.send(new ProducerRecord<>(topic, partition, key, bytes)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
    try (var here = nodes.first().client().live();
        var there = nodes.last().client().live()) {
      var shipments = Stream.generate(this::book).limit(SHIPMENTS).toList();
      shipments.forEach(id -> List.of(here, there).forEach(live -> follow(live, id)));

      for (var topic : List.of(EVENTS, POSITIONS)) {
        for (int partition = 0; partition < partitions(topic); partition++) {
          write(topic, partition, null, null);
          write(topic, partition, null, "hello");
          write(topic, partition, "no shipment", "{}");
          write(topic, partition, "\0", null);
        }
      }

      shipments.forEach(id -> shouldGoOn(id, List.of(here, there)));
    }
  }

  @Test
  void shouldPassOverPositionsThatCannotBeUnderstood() {
    try (var here = nodes.first().client().live();
        var there = nodes.last().client().live()) {
      var shipments = Stream.generate(this::book).limit(SHIPMENTS).toList();
      shipments.forEach(id -> List.of(here, there).forEach(live -> follow(live, id)));

      for (var id : shipments) {
        write(POSITIONS, null, id, null);
        write(POSITIONS, null, id, "hello");
      }

      shipments.forEach(id -> shouldGoOn(id, List.of(here, there)));
    }
  }

  @Test
  void shouldParkOnlyTheShipmentWhoseEventsCannotBeUnderstood() {
    try (var here = nodes.first().client().live();
        var there = nodes.last().client().live()) {
      var parked = Stream.generate(this::book).limit(SHIPMENTS).toList();
      var others = Stream.generate(this::book).limit(SHIPMENTS).toList();
      Stream.concat(parked.stream(), others.stream())
          .forEach(id -> List.of(here, there).forEach(live -> follow(live, id)));

      for (int i = 0; i < SHIPMENTS; i++) {
        var strange =
            switch (i % 3) {
              case 0 -> null;
              case 1 -> "hello";
              default -> ofOtherShipment(others.get(i));
            };
        write(EVENTS, null, parked.get(i), strange);
      }

      others.forEach(id -> shouldGoOn(id, List.of(here, there)));
      for (var id : parked) {
        new Dispatcher(nodes.first().client())
            .release(id)
            .expectProblem(503, "temporarily-unavailable");
        assertThat(there.versions(id)).isEmpty();
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

  private String book() {
    return new Dispatcher(nodes.first().client()).book();
  }

  private static void follow(LiveClient live, String shipmentId) {
    live.subscribe(new JsonObject().put("shipmentId", shipmentId).put("positions", true));
  }

  private static void shouldGoOn(String shipmentId, List<LiveClient> subscribers) {
    var dispatcher = new Dispatcher(nodes.first().client());
    dispatcher.assignCarrier(shipmentId, "V").expect(200);
    assertThat(dispatcher.verdict(shipmentId, Bodies.position("truck", 1))).isEqualTo("accepted");
    for (var live : subscribers) {
      live.await(frame -> isOf(shipmentId, "event", frame));
      live.await(frame -> isOf(shipmentId, "position", frame));
      assertThat(live.versions(shipmentId)).containsExactly(2);
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

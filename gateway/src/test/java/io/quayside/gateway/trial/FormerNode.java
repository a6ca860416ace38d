package io.quayside.gateway.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.gateway.harness.Bodies;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a node wrote before the second version of {@code inspection.requested}. */
final class FormerNode {
  private FormerNode() {}

  /** Writes the first version as an event of a shipment. */
  static void request(String kafka, String shipmentId, int version, String reason)
      throws ExecutionException, InterruptedException {
    var event =
        """
        {"specversion":"1.0","id":"%1$s/%2$d","source":"/quayside",\
        "type":"inspection.requested.v1","subject":"%1$s","time":"%3$s",\
        "datacontenttype":"application/json","shipmentversion":%2$d,"commandid":"C%2$d",\
        "data":{"reason":"%4$s","status":"BOOKED"}}\
        """
            .formatted(shipmentId, version, Bodies.now(), reason);
    Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>("shipment-events", shipmentId, event.getBytes(UTF_8)))
          .get();
    }
  }
}

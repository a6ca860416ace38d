package io.quayside.gateway.harness;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes into the topics of a gateway, as another program may. */
public final class Producer {
  private Producer() {}

  /** Writes a record, and waits until Kafka has it. */
  public static void send(String bootstrap, String topic, String key, byte[] value) {
    send(bootstrap, new ProducerRecord<>(topic, key, value));
  }

  /** As the other, into a partition of its own choice. */
  public static void send(String bootstrap, ProducerRecord<String, byte[]> one) {
    Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(one).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.gateway.contract.EventContract;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic as any consumer would. */
public record TopicReader(String bootstrap) {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  /** As {@link #readAll}. Each record is held against the published document. */
  public List<ConsumerRecord<String, byte[]>> read(String topic) {
    var records = readAll(topic);
    records.forEach(record -> EventContract.checkRecord(topic, text(record)));
    return records;
  }

  /** Every record that the topic has now, each partition's in the order of its offsets. */
  public List<ConsumerRecord<String, byte[]>> readAll(String topic) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    var deadline = System.nanoTime() + WITHIN.toNanos();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(topic + " was not read within " + WITHIN.toSeconds() + " s");
        }
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /**
   * The records of one shipment, in the order of the log. Each is held against the published
   * document.
   */
  public List<ConsumerRecord<String, byte[]>> read(String topic, String shipmentId) {
    var records =
        readAll(topic).stream().filter(record -> shipmentId.equals(record.key())).toList();
    records.forEach(record -> EventContract.checkRecord(topic, text(record)));
    return records;
  }

  /** The number of the topic's partitions. */
  public int partitions(String topic) {
    Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      return consumer.partitionsFor(topic).size();
    }
  }

  public static String text(ConsumerRecord<String, byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  public static JsonObject json(ConsumerRecord<String, byte[]> record) {
    return new JsonObject(text(record));
  }
}

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
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    if (!poll(topic, WITHIN, polled -> polled.forEach(records::add))) {
      throw new AssertionError(topic + " was not read within " + WITHIN.toSeconds() + " s");
    }
    return records;
  }

  /** As {@link #readAll}, handed on poll by poll; false if that takes longer. */
  public <E extends Exception> boolean poll(String topic, Duration within, Polled<E> polled)
      throws E {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            // It reads what is there: a fetch that waits for more would only delay its end.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            10);
    var deadline = System.nanoTime() + within.toNanos();
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
          return false;
        }
        polled.take(consumer.poll(Duration.ofMillis(100)));
      }
    }
    return true;
  }

  /** Takes what a poll has read. */
  @FunctionalInterface
  public interface Polled<E extends Exception> {
    void take(ConsumerRecords<String, byte[]> records) throws E;
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

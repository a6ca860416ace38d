package io.quayside.log.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** A consumer of Kafka's client, called on a worker thread. */
public final class KafkaPartitionConsumer implements PartitionConsumer {
  private static final Duration POLL = Duration.ofMillis(100);

  /** G1 takes arrays from 512 KiB on for humongous where the heap is below 2 GiB. */
  private static final int FETCH_BYTES = 480 * 1024;

  private final KafkaConsumer<String, byte[]> consumer;

  private KafkaPartitionConsumer(
      Vertx vertx, Map<String, String> clientSettings, Map<String, String> ownSettings) {
    Map<String, String> settings = new HashMap<>(clientSettings);
    settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    settings.put(
        "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    settings.put("enable.auto.commit", "false");
    settings.put("default.api.timeout.ms", "5000");
    settings.put("request.timeout.ms", "4000");
    settings.putAll(ownSettings);
    this.consumer = KafkaConsumer.create(vertx, settings);
  }

  /** For ranges that exist already: large polls, and fetches that wait for 10 ms at most. */
  public static PartitionConsumer forRanges(Vertx vertx, Map<String, String> clientSettings) {
    return new KafkaPartitionConsumer(
        vertx,
        clientSettings,
        Map.of(
            "auto.offset.reset",
            "earliest",
            "max.poll.records",
            "2000",
            // One array holds a whole answer: larger ones make G1 collect, many times a second.
            "fetch.max.bytes",
            Integer.toString(FETCH_BYTES),
            "max.partition.fetch.bytes",
            Integer.toString(FETCH_BYTES / 2),
            // A partition that is assigned during a fetch waits for the fetch to end.
            "fetch.max.wait.ms",
            "10"));
  }

  /** For records that are still to come: fetches that wait for 100 ms. */
  public static PartitionConsumer forTails(Vertx vertx, Map<String, String> clientSettings) {
    return new KafkaPartitionConsumer(
        vertx, clientSettings, Map.of("auto.offset.reset", "latest", "fetch.max.wait.ms", "100"));
  }

  /** For very many records that are still to come, most of which are replaced by later ones. */
  public static PartitionConsumer forNewest(Vertx vertx, Map<String, String> clientSettings) {
    return new KafkaPartitionConsumer(
        vertx,
        clientSettings,
        Map.of(
            "auto.offset.reset",
            "latest",
            "fetch.max.wait.ms",
            "100",
            "max.poll.records",
            "10000"));
  }

  @Override
  public Future<Void> assign(Set<TopicPartition> partitions) {
    return consumer.assign(wrap(partitions));
  }

  @Override
  public Future<Void> seek(TopicPartition partition, long offset) {
    return consumer.seek(wrap(partition), offset);
  }

  @Override
  public Future<Long> position(TopicPartition partition) {
    return consumer.position(wrap(partition));
  }

  @Override
  public Future<ConsumerRecords<String, byte[]>> poll() {
    return consumer.poll(POLL).map(KafkaConsumerRecords::records);
  }

  @Override
  public Future<Map<TopicPartition, Long>> ends(Set<TopicPartition> partitions) {
    return consumer
        .endOffsets(wrap(partitions))
        .map(
            ends -> {
              Map<TopicPartition, Long> unwrapped = HashMap.newHashMap(ends.size());
              ends.forEach(
                  (partition, end) ->
                      unwrapped.put(
                          new TopicPartition(partition.getTopic(), partition.getPartition()), end));
              return unwrapped;
            });
  }

  @Override
  public Future<Void> close() {
    return consumer.close();
  }

  private static Set<io.vertx.kafka.client.common.TopicPartition> wrap(
      Set<TopicPartition> partitions) {
    return partitions.stream().map(KafkaPartitionConsumer::wrap).collect(Collectors.toSet());
  }

  private static io.vertx.kafka.client.common.TopicPartition wrap(TopicPartition partition) {
    return new io.vertx.kafka.client.common.TopicPartition(
        partition.topic(), partition.partition());
  }
}

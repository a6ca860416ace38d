package io.quayside.gateway.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic from its beginning to its present end, as any consumer would. */
record LogReader(String bootstrap) {
  private static final Duration WITHIN = Duration.ofMinutes(5);

  /** Hands each record on, a partition's in the order of their offsets. */
  void read(String topic, Consumer<JsonObject> reader) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
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
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%s was not read within %d s".formatted(topic, WITHIN.toSeconds()));
        }
        for (var read : consumer.poll(Duration.ofMillis(200))) {
          reader.accept(new JsonObject(new String(read.value(), UTF_8)));
        }
      }
    }
  }
}

package io.quayside.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka's clients, and what is asked of them. */
final class Clients {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private Clients() {}

  static KafkaConsumer<byte[], byte[]> consumer(Settings settings, int maxPollRecords) {
    Map<String, Object> all = new HashMap<>(settings.kafka());
    all.put(ConsumerConfig.GROUP_ID_CONFIG, settings.name());
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.merge(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        maxPollRecords,
        (given, most) -> Math.min(Integer.parseInt(given.toString()), maxPollRecords));
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The first offset that a consumer reads of a partition where it never was. */
  static long start(
      KafkaConsumer<?, ?> kafka,
      TopicPartition partition,
      StartAt startAt,
      BooleanSupplier closing) {
    List<TopicPartition> one = List.of(partition);
    return asked(
            () -> startAt == StartAt.EARLIEST ? kafka.beginningOffsets(one) : kafka.endOffsets(one),
            closing)
        .get(partition);
  }

  /** Asks Kafka until it answers, though another thread wakes this one up. */
  private static <T> T asked(Supplier<T> question, BooleanSupplier closing) {
    while (true) {
      try {
        return question.get();
      } catch (WakeupException e) {
        // Not meant for this question.
      } catch (RetriableException e) {
        Log.warn("Kafka is away: " + e.getMessage());
        if (!Pause.sleep(PAUSE, closing)) {
          throw e;
        }
      }
    }
  }

  /** All partitions of a topic. */
  static Set<TopicPartition> all(KafkaConsumer<?, ?> kafka, String topic, BooleanSupplier closing) {
    Set<TopicPartition> all = new HashSet<>();
    asked(() -> kafka.partitionsFor(topic), closing)
        .forEach(one -> all.add(new TopicPartition(topic, one.partition())));
    return all;
  }

  /** The offsets of the first records from a time on, or of the end, by partition. */
  static Map<Integer, Long> offsets(
      KafkaConsumer<?, ?> kafka,
      Collection<TopicPartition> partitions,
      Instant since,
      BooleanSupplier closing) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
    var found = asked(() -> kafka.offsetsForTimes(times), closing);
    var ends = asked(() -> kafka.endOffsets(partitions), closing);
    Map<Integer, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      var first = found.get(partition);
      offsets.put(partition.partition(), first == null ? ends.get(partition) : first.offset());
    }
    return offsets;
  }

  /** Shows Kafka's tools how far a group is; no consumer reads it. */
  static void show(KafkaConsumer<?, ?> kafka, String topic, Map<Integer, Long> cursors) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    cursors.forEach(
        (partition, offset) ->
            offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    kafka.commitAsync(
        offsets,
        (committed, failure) -> {
          if (failure != null) {
            Log.debug("Kafka was not told of the cursors", failure);
          }
        });
  }

  /** How many instances of a consumer are members of its group. */
  static int members(Settings settings) {
    try (Admin admin = Admin.create(settings.kafka())) {
      return admin
          .describeConsumerGroups(List.of(settings.name()))
          .describedGroups()
          .get(settings.name())
          .get()
          .members()
          .size();
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}

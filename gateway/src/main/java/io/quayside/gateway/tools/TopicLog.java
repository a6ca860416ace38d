package io.quayside.gateway.tools;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic from its beginning; not for several threads. */
final class TopicLog implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int FETCH_MAX_WAIT_MILLIS = 10;
  private static final long STANDS_STILL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Stores stores;
  private final String topic;
  private final KafkaConsumer<String, byte[]> consumer;

  TopicLog(Stores stores, String topic) {
    this.stores = stores;
    this.topic = topic;
    Map<String, Object> settings = new HashMap<>(stores.kafka().reveal());
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    // A fetch behind a partition's end would hold up the next partition's, for 500 ms by default.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MAX_WAIT_MILLIS);
    try {
      consumer =
          new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw lost(e);
    }
  }

  /** The first offset behind each partition's last record; empty if there is no such topic. */
  Map<Integer, Long> ends() {
    return offsets(true);
  }

  /** The first offset of each partition. */
  Map<Integer, Long> beginnings() {
    return offsets(false);
  }

  private Map<Integer, Long> offsets(boolean ends) {
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, ANSWER_WITHIN).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      Map<Integer, Long> offsets = new TreeMap<>();
      (ends
              ? consumer.endOffsets(partitions, ANSWER_WITHIN)
              : consumer.beginningOffsets(partitions, ANSWER_WITHIN))
          .forEach((partition, offset) -> offsets.put(partition.partition(), offset));
      return offsets;
    } catch (KafkaException e) {
      throw lost(e);
    }
  }

  /**
   * Hands on every record of a partition below an offset, in order. Fails when nothing has come for
   * half a minute.
   */
  void read(int partition, long end, Consumer<ConsumerRecord<String, byte[]>> reader) {
    TopicPartition from = new TopicPartition(topic, partition);
    try {
      consumer.assign(List.of(from));
      consumer.seekToBeginning(List.of(from));
      long reached = consumer.position(from, ANSWER_WITHIN);
      long movedNanos = System.nanoTime();
      while (reached < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL).records(from)) {
          if (record.offset() < end) {
            reader.accept(record);
          }
        }
        long now = consumer.position(from, ANSWER_WITHIN);
        if (now != reached) {
          movedNanos = System.nanoTime();
        } else if (System.nanoTime() - movedNanos > STANDS_STILL_NANOS) {
          throw new TimeoutException("it sends nothing of " + from + " from offset " + reached);
        }
        reached = now;
      }
    } catch (KafkaException e) {
      throw lost(e);
    }
  }

  private ToolException lost(KafkaException e) {
    return ToolException.notReachable("Kafka at " + stores.kafka(), e);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

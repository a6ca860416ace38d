package io.quayside.log.kafka;

import io.quayside.common.metrics.Metrics;
import io.quayside.log.feed.Log;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.kafka.client.common.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A partition of a Kafka topic. Shares its producer and reader with every other of the node. */
public final class KafkaLog implements Log {
  private final TopicPartition partition;
  private final Appender.PartitionAppender lane;
  private final KafkaReader reader;

  /** For use on that context. */
  public KafkaLog(
      String topic,
      int partition,
      Appender appender,
      Context context,
      KafkaReader reader,
      Metrics metrics) {
    this.partition = new TopicPartition(topic, partition);
    this.lane = appender.lane(this.partition, context, metrics);
    this.reader = reader;
  }

  /**
   * What every producer of events is set to: acknowledged by all in-sync replicas, retried without
   * duplicates or reordering, and given up as unknown before the client's deadline of 5 seconds.
   * Never waits on the caller's thread, which is an event loop: before the first append, the
   * topics' partitions have to have been asked for until they were known.
   */
  public static Map<String, String> producerSettings(Map<String, String> clientSettings) {
    Map<String, String> settings = new HashMap<>(clientSettings);
    settings.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    settings.put("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    settings.put("linger.ms", "1");
    settings.put("batch.size", "131072");
    // More than the shards' bounds on what is in flight let through: they are met first.
    settings.put("buffer.memory", "134217728");
    settings.put("request.timeout.ms", "2500");
    settings.put("delivery.timeout.ms", "4000");
    settings.put("max.block.ms", "0");
    // For ever: a topic that is forgotten because nothing came for it would refuse what comes next.
    settings.put("metadata.max.idle.ms", Long.toString(TimeUnit.DAYS.toMillis(3_650)));
    return settings;
  }

  @Override
  public void append(String key, byte[] value, String traceparent, Completable<Long> appended) {
    lane.append(key, value, traceparent, appended);
  }

  @Override
  public Future<Chunk> read(long from, long to) {
    return reader.read(partition, from, to);
  }

  @Override
  public Future<Long> end() {
    return reader.end(partition);
  }
}

package io.quayside.log.kafka;

import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.OnContext;
import io.quayside.log.feed.Log;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A partition of a Kafka topic. All logs of a node share one producer and one reader. */
public final class KafkaLog implements Log {
  private final TopicPartition partition;
  private final Context context;
  private final Appender.PartitionAppender appender;
  private final KafkaReader reader;

  /** A log for use on that context. */
  public KafkaLog(
      String topic,
      int partition,
      Appender appender,
      Context context,
      KafkaReader reader,
      Metrics metrics) {
    this.partition = new TopicPartition(topic, partition);
    this.context = context;
    this.appender = appender.forPartition(this.partition, context, metrics);
    this.reader = reader;
  }

  /**
   * The settings of every producer of events: a record is acknowledged by all in-sync replicas,
   * retried without duplicates or reordering, and given up with an unknown outcome after 4 s,
   * before the shard client's deadline of 5 s. {@code send} never blocks its caller, an event loop;
   * so the topics' metadata must have been fetched before the first append.
   */
  public static Map<String, String> producerSettings(Map<String, String> clientSettings) {
    Map<String, String> settings = new HashMap<>(clientSettings);
    settings.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    settings.put("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    settings.put("linger.ms", "1");
    settings.put("batch.size", "131072");
    // More than the records that the shards' bounds on appends in flight allow.
    settings.put("buffer.memory", "134217728");
    settings.put("request.timeout.ms", "2500");
    settings.put("delivery.timeout.ms", "4000");
    settings.put("max.block.ms", "0");
    // Without metadata a send would fail: the metadata of an idle topic must not expire.
    settings.put("metadata.max.idle.ms", Long.toString(TimeUnit.DAYS.toMillis(3_650)));
    return settings;
  }

  @Override
  public void append(
      String key,
      byte[] value,
      String caller,
      @Nullable String traceparent,
      Completable<Long> appended) {
    appender.append(key, value, caller, traceparent, appended);
  }

  /** As {@link #append}, with further headers. */
  public void append(
      String key,
      byte[] value,
      String caller,
      Map<String, String> labels,
      Completable<Long> appended) {
    appender.append(key, value, caller, labels, appended);
  }

  @Override
  public Future<Chunk> read(long from, long to) {
    return onContext(reader.read(partition, from, to));
  }

  @Override
  public Future<Long> end() {
    return onContext(reader.end(partition));
  }

  private <T> Future<T> onContext(Future<T> future) {
    return OnContext.complete(context, future);
  }
}

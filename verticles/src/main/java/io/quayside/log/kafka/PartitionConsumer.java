package io.quayside.log.kafka;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the partitions that it is assigned, each from a position of its own; a member of no
 * consumer group. Used by one event loop, one call at a time but for {@link #ends} and {@link
 * #close}; completes on the caller's context.
 */
public interface PartitionConsumer {
  /** Reads these partitions and no others; those that were assigned before keep their position. */
  Future<Void> assign(Set<TopicPartition> partitions);

  /** Reads an assigned partition from an offset on. */
  Future<Void> seek(TopicPartition partition, long offset);

  /** The next offset to be read of an assigned partition. */
  Future<Long> position(TopicPartition partition);

  /**
   * The next records of any assigned partitions, in the order of their offsets within a partition;
   * none if no record arrives within 100 ms.
   */
  Future<ConsumerRecords<String, byte[]>> poll();

  /** By partition, assigned or not, the offset after the last record. */
  Future<Map<TopicPartition, Long>> ends(Set<TopicPartition> partitions);

  Future<Void> close();
}

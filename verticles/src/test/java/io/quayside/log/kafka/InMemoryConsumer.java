package io.quayside.log.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Partitions in memory. The test decides when a poll returns, and which calls fail or wait. */
public final class InMemoryConsumer implements PartitionConsumer {
  private final boolean resetsToEnd;
  private final Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = new HashMap<>();
  private final Map<TopicPartition, Long> starts = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** Empty: assigned, and not sought yet. */
  private final Map<TopicPartition, Optional<Long>> positions = new HashMap<>();

  private Promise<ConsumerRecords<String, byte[]>> poll;
  private Promise<Void> held;
  private String failure;
  private boolean closed;

  /** {@code resetsToEnd}: where a position is unknown or was removed, reads on from the end. */
  public InMemoryConsumer(boolean resetsToEnd) {
    this.resetsToEnd = resetsToEnd;
  }

  /** Appends a record and returns its offset. */
  public long append(TopicPartition partition, String key, byte[] value) {
    long offset = skip(partition, 1);
    records
        .computeIfAbsent(partition, p -> new ArrayList<>())
        .add(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, value));
    return offset;
  }

  /** Uses offsets without records, as the markers of transactions do; returns the first. */
  public long skip(TopicPartition partition, int count) {
    long offset = ends.getOrDefault(partition, 0L);
    ends.put(partition, offset + count);
    return offset;
  }

  /** Removes the records below an offset, as retention does. */
  public void removeBelow(TopicPartition partition, long offset) {
    starts.put(partition, offset);
    records.get(partition).removeIf(record -> record.offset() < offset);
  }

  /** Whether a poll waits for records. */
  public boolean isPolling() {
    return poll != null;
  }

  public boolean isClosed() {
    return closed;
  }

  public Set<TopicPartition> assigned() {
    return positions.keySet();
  }

  /** Ends the poll under way with all records that the assigned partitions have by now. */
  public void returnPoll() {
    Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> polled = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (TopicPartition partition : List.copyOf(positions.keySet())) {
      long from = positionOf(partition);
      List<ConsumerRecord<String, byte[]>> found =
          records.getOrDefault(partition, List.of()).stream()
              .filter(record -> record.offset() >= from)
              .toList();
      long end = ends.getOrDefault(partition, 0L);
      positions.put(partition, Optional.of(end));
      if (!found.isEmpty()) {
        polled.put(partition, found);
      }
      if (end > from) {
        next.put(partition, new OffsetAndMetadata(end));
      }
    }
    endPoll().complete(new ConsumerRecords<>(polled, next));
  }

  /** Fails the poll under way. */
  public void failPoll() {
    endPoll().fail("no broker");
  }

  private Promise<ConsumerRecords<String, byte[]>> endPoll() {
    Promise<ConsumerRecords<String, byte[]>> ended = poll;
    poll = null;
    return ended;
  }

  /** Fails the next call of that name: assign, seek, position or ends. */
  public void failNext(String call) {
    failure = call;
  }

  /** Lets calls for ends wait until {@link #release}. */
  public void hold() {
    held = Promise.promise();
  }

  public void release() {
    Promise<Void> released = held;
    held = null;
    released.complete();
  }

  private long positionOf(TopicPartition partition) {
    long start = starts.getOrDefault(partition, 0L);
    Optional<Long> position = positions.get(partition);
    if (position.isPresent() && position.get() >= start) {
      return position.get();
    }
    return resetsToEnd ? ends.getOrDefault(partition, 0L) : start;
  }

  private Future<Void> call(String name) {
    if (poll != null) {
      throw new IllegalStateException(name + " during a poll");
    }
    if (name.equals(failure)) {
      failure = null;
      return Future.failedFuture("no broker");
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> assign(Set<TopicPartition> partitions) {
    return call("assign")
        .onSuccess(
            v -> {
              positions.keySet().retainAll(partitions);
              partitions.forEach(p -> positions.putIfAbsent(p, Optional.empty()));
            });
  }

  @Override
  public Future<Void> seek(TopicPartition partition, long offset) {
    if (!positions.containsKey(partition)) {
      throw new IllegalStateException(partition + " is not assigned");
    }
    return call("seek").onSuccess(v -> positions.put(partition, Optional.of(offset)));
  }

  @Override
  public Future<Long> position(TopicPartition partition) {
    return call("position").map(v -> positionOf(partition));
  }

  @Override
  public Future<Map<TopicPartition, Long>> ends(Set<TopicPartition> partitions) {
    if ("ends".equals(failure)) {
      failure = null;
      return Future.failedFuture("no broker");
    }
    return (held == null ? Future.<Void>succeededFuture() : held.future())
        .map(
            v ->
                partitions.stream()
                    .collect(Collectors.toMap(p -> p, p -> ends.getOrDefault(p, 0L))));
  }

  @Override
  public Future<ConsumerRecords<String, byte[]>> poll() {
    if (poll != null) {
      throw new IllegalStateException("a second poll");
    }
    poll = Promise.promise();
    return poll.future();
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return Future.succeededFuture();
  }
}

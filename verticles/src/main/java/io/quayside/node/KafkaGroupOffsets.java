package io.quayside.node;

import io.quayside.cluster.Topics;
import io.quayside.log.kafka.PartitionConsumer;
import io.quayside.notify.lane.Lags.Behind;
import io.quayside.notify.lane.Lags.KafkaOffsets;
import io.quayside.notify.lane.Lags.Place;
import io.quayside.notify.lane.Lags.Topic;
import io.vertx.core.Future;
import io.vertx.kafka.admin.ConsumerGroupListing;
import io.vertx.kafka.admin.KafkaAdminClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Offsets of consumer groups, and the times of records, asked of Kafka. Questions are answered one
 * after the other; used by one event loop.
 */
final class KafkaGroupOffsets implements KafkaOffsets {
  private static final long SECONDS = 5;
  private static final int MAX_POLLS = 15;
  private static final Map<String, Topic> TOPICS =
      Map.of(
          Topics.EVENTS, Topic.EVENTS,
          Topics.POSITIONS, Topic.POSITIONS,
          Topics.DEAD_LETTERS, Topic.DEAD_LETTERS);

  private final KafkaAdminClient admin;
  private final PartitionConsumer consumer;
  private Future<?> last = Future.succeededFuture();

  /** {@code consumer} is used for this alone. */
  KafkaGroupOffsets(KafkaAdminClient admin, PartitionConsumer consumer) {
    this.admin = admin;
    this.consumer = consumer;
  }

  @Override
  public Future<List<Place>> groups() {
    return admin
        .listConsumerGroups()
        .compose(
            groups ->
                Future.join(groups.stream().map(this::places).toList())
                    .map(
                        all -> {
                          List<Place> places = new ArrayList<>();
                          all.<List<Place>>list().forEach(places::addAll);
                          return places;
                        }))
        .timeout(SECONDS, TimeUnit.SECONDS);
  }

  private Future<List<Place>> places(ConsumerGroupListing group) {
    return admin
        .listConsumerGroupOffsets(group.getGroupId())
        .map(
            offsets -> {
              List<Place> places = new ArrayList<>();
              offsets.forEach(
                  (partition, offset) -> {
                    Topic topic = TOPICS.get(partition.getTopic());
                    if (topic != null && offset != null) {
                      places.add(
                          new Place(
                              "group:" + group.getGroupId(),
                              topic,
                              partition.getPartition(),
                              offset.getOffset()));
                    }
                  });
              return places;
            });
  }

  @Override
  public Future<List<Behind>> behind(List<Place> places) {
    Set<TopicPartition> partitions = new HashSet<>();
    places.forEach(place -> partitions.add(partition(place)));
    Future<List<Behind>> answer =
        last.otherwiseEmpty()
            .compose(v -> consumer.ends(partitions))
            .compose(ends -> times(places, ends).map(times -> behind(places, ends, times)))
            .timeout(2 * SECONDS, TimeUnit.SECONDS);
    last = answer;
    return answer;
  }

  private static TopicPartition partition(Place place) {
    String topic =
        switch (place.topic()) {
          case EVENTS -> Topics.EVENTS;
          case POSITIONS -> Topics.POSITIONS;
          case DEAD_LETTERS -> Topics.DEAD_LETTERS;
        };
    return new TopicPartition(topic, place.shard());
  }

  private static List<Behind> behind(
      List<Place> places,
      Map<TopicPartition, Long> ends,
      Map<TopicPartition, Map<Long, Long>> times) {
    long now = System.currentTimeMillis();
    List<Behind> behind = new ArrayList<>(places.size());
    for (Place place : places) {
      TopicPartition partition = partition(place);
      long records = Math.max(0, ends.getOrDefault(partition, 0L) - place.offset());
      Long time = times.getOrDefault(partition, Map.of()).get(place.offset());
      long millis = records == 0 || time == null ? 0 : Math.max(0, now - time);
      behind.add(new Behind(records, millis / 1e3));
    }
    return behind;
  }

  /** By partition and offset, the time of the first record from there on. */
  private Future<Map<TopicPartition, Map<Long, Long>>> times(
      List<Place> places, Map<TopicPartition, Long> ends) {
    List<Map<TopicPartition, Long>> rounds = new ArrayList<>();
    Set<Place> asked = new HashSet<>();
    for (Place place : places) {
      TopicPartition partition = partition(place);
      boolean isNew = asked.add(new Place("", place.topic(), place.shard(), place.offset()));
      if (isNew && place.offset() < ends.getOrDefault(partition, 0L)) {
        rounds.stream()
            .filter(round -> !round.containsKey(partition))
            .findFirst()
            .orElseGet(
                () -> {
                  Map<TopicPartition, Long> round = new HashMap<>();
                  rounds.add(round);
                  return round;
                })
            .put(partition, place.offset());
      }
    }
    Map<TopicPartition, Map<Long, Long>> times = new HashMap<>();
    Future<Void> done = Future.succeededFuture();
    for (Map<TopicPartition, Long> round : rounds) {
      done = done.compose(v -> read(round, times));
    }
    return done.map(times);
  }

  private Future<Void> read(
      Map<TopicPartition, Long> round, Map<TopicPartition, Map<Long, Long>> times) {
    return consumer
        .assign(round.keySet())
        .compose(
            v ->
                Future.join(
                    round.entrySet().stream()
                        .map(one -> consumer.seek(one.getKey(), one.getValue()))
                        .toList()))
        .compose(v -> poll(new HashMap<>(round), times, 0));
  }

  private Future<Void> poll(
      Map<TopicPartition, Long> missing, Map<TopicPartition, Map<Long, Long>> times, int polls) {
    if (missing.isEmpty() || polls >= MAX_POLLS) {
      return Future.succeededFuture();
    }
    return consumer
        .poll()
        .compose(
            polled -> {
              for (Map.Entry<TopicPartition, Long> one : Map.copyOf(missing).entrySet()) {
                Long time = firstTime(polled, one.getKey());
                if (time != null) {
                  times
                      .computeIfAbsent(one.getKey(), partition -> new HashMap<>())
                      .put(one.getValue(), time);
                  missing.remove(one.getKey());
                }
              }
              return poll(missing, times, polls + 1);
            });
  }

  private static @Nullable Long firstTime(
      ConsumerRecords<String, byte[]> polled, TopicPartition partition) {
    List<ConsumerRecord<String, byte[]>> records = polled.records(partition);
    return records.isEmpty() ? null : records.getFirst().timestamp();
  }
}

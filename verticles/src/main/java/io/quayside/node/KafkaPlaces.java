package io.quayside.node;

import static java.util.Objects.requireNonNull;

import io.quayside.cluster.Topics;
import io.quayside.notify.webhook.Replays.Places;
import io.vertx.core.Future;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.ListOffsetsResultInfo;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.client.common.TopicPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Places in the log by time, asked of Kafka. */
final class KafkaPlaces implements Places {
  private static final long SECONDS = 5;

  private final KafkaAdminClient admin;
  private final int shards;

  KafkaPlaces(KafkaAdminClient admin, int shards) {
    this.admin = admin;
    this.shards = shards;
  }

  @Override
  public Future<List<Long>> at(Instant time) {
    return offsets(new OffsetSpec(Math.max(0, time.toEpochMilli())))
        .compose(found -> offsets(OffsetSpec.LATEST).map(ends -> places(found, ends)));
  }

  private Future<Map<TopicPartition, ListOffsetsResultInfo>> offsets(OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int shard = 0; shard < shards; shard++) {
      asked.put(new TopicPartition(Topics.EVENTS, shard), spec);
    }
    return admin.listOffsets(asked).timeout(SECONDS, TimeUnit.SECONDS);
  }

  /** Kafka answers with -1 where no record is that late. */
  private List<Long> places(
      Map<TopicPartition, ListOffsetsResultInfo> found,
      Map<TopicPartition, ListOffsetsResultInfo> ends) {
    List<Long> places = new ArrayList<>(shards);
    for (int shard = 0; shard < shards; shard++) {
      TopicPartition partition = new TopicPartition(Topics.EVENTS, shard);
      long place = requireNonNull(found.get(partition)).getOffset();
      places.add(place < 0 ? requireNonNull(ends.get(partition)).getOffset() : place);
    }
    return places;
  }
}

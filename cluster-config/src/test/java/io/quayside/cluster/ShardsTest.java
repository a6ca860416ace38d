package io.quayside.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class ShardsTest {
  @Test
  void shouldChooseThePartitionThatKafkaChooses() {
    var random = new Random(4711);
    for (var n = 0; n < 1_000; n++) {
      var id = Long.toString(random.nextLong(), 36) + "é";
      var shards = 1 + random.nextInt(Shards.MAX_COUNT);
      assertThat(Shards.of(id, shards))
          .isEqualTo(BuiltInPartitioner.partitionForKey(id.getBytes(UTF_8), shards));
    }
  }

  @Test
  void shouldUseEveryShard() {
    var used = new HashSet<Integer>();
    for (var n = 0; n < 500; n++) {
      used.add(Shards.of("01JD0000000000000000000" + n, 12));
    }
    assertThat(used).hasSize(12);
  }

  @Test
  void shouldRefuseACountOutOfBounds() {
    for (var count : List.of(-1, 0, 1025)) {
      assertThatThrownBy(() -> Shards.requireCount(count))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(count.toString());
    }
    Shards.requireCount(1);
    Shards.requireCount(1024);
  }

  @Test
  void shouldFindAKeyForEveryPartition() {
    var settings =
        new HazelcastSettings("shards-test", "127.0.0.1", 5741, new Discovery.Alone(), 12);
    var hazelcast = Hazelcast.newHazelcastInstance(settings.toConfig());
    try {
      var keys = Shards.keys(hazelcast);
      assertThat(keys).hasSize(12);
      for (var shard = 0; shard < 12; shard++) {
        assertThat(hazelcast.getPartitionService().getPartition(keys.get(shard)).getPartitionId())
            .isEqualTo(shard);
      }
      assertThat(hazelcast.getCluster().getLocalMember().getAddress().getHost())
          .isEqualTo("127.0.0.1");
    } finally {
      hazelcast.shutdown();
    }
  }
}

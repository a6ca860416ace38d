package io.quayside.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hazelcast.core.HazelcastInstance;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/** The number of shards, and the shard of a shipment. */
public final class Shards {
  public static final int MIN_COUNT = 1;
  public static final int MAX_COUNT = 1024;

  private Shards() {}

  /** Throws {@link IllegalArgumentException} unless a cluster may have that many shards. */
  public static void requireCount(int shards) {
    if (shards < MIN_COUNT || shards > MAX_COUNT) {
      throw new IllegalArgumentException(
          "a cluster has %d to %d shards, not %d".formatted(MIN_COUNT, MAX_COUNT, shards));
    }
  }

  /**
   * The shard of a shipment, 0 to {@code shards} − 1. It is the partition that Kafka's default
   * partitioner chooses for the key, so that foreign producers agree with us.
   */
  public static int of(String shipmentId, int shards) {
    return Utils.toPositive(Utils.murmur2(shipmentId.getBytes(UTF_8))) % shards;
  }

  /**
   * One partition key for each shard, by shard: a Hazelcast entry with the n-th key is stored on
   * the owner of shard n.
   */
  public static List<String> keys(HazelcastInstance hazelcast) {
    var partitions = hazelcast.getPartitionService();
    var keys = new String[partitions.getPartitions().size()];
    var missing = keys.length;
    for (var candidate = 0; missing > 0; candidate++) {
      var key = "shard-" + candidate;
      var partition = partitions.getPartition(key).getPartitionId();
      if (keys[partition] == null) {
        keys[partition] = key;
        missing--;
      }
    }
    return List.copyOf(Arrays.asList(keys));
  }
}

package io.quayside.shard.replication;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.map.IMap;
import io.quayside.cluster.Shards;
import io.quayside.cluster.SharedMaps;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Keeps a shard's entries in Hazelcast's partition of the same number: they live with the shard's
 * owner, and their backups with its successor.
 */
public final class HazelcastReplica implements Replica {
  private static final long READ_MILLIS = 500;
  private static final long SAVE_MILLIS = 5_000;

  private final Maps maps;
  private final String shardKey;
  private final Context context;

  /** The maps that all shards of a node share. Constructing them blocks. */
  public static final class Maps {
    private final HazelcastInstance hazelcast;
    private final IMap<String, byte[]> windows;
    private final IMap<String, byte[]> outcomes;
    private final List<String> shardKeys;
    private final AtomicInteger merges = new AtomicInteger();

    public Maps(HazelcastInstance hazelcast) {
      this.hazelcast = hazelcast;
      this.windows = hazelcast.getMap(SharedMaps.DEVICE_WINDOWS);
      this.outcomes = hazelcast.getMap(SharedMaps.COMMAND_OUTCOMES);
      this.shardKeys = Shards.keys(hazelcast);
      hazelcast.getLifecycleService().addLifecycleListener(this::changed);
    }

    /** Counts the begin and the end of a merge: in between, either part may answer. */
    private void changed(LifecycleEvent event) {
      if (event.getState() == LifecycleState.MERGING || event.getState() == LifecycleState.MERGED) {
        merges.incrementAndGet();
      }
    }

    /** The replica of a shard, for use on that context. */
    public Replica of(int shard, Context context) {
      return new HazelcastReplica(this, shardKeys.get(shard), context);
    }
  }

  private HazelcastReplica(Maps maps, String shardKey, Context context) {
    this.maps = maps;
    this.shardKey = shardKey;
    this.context = context;
  }

  @Override
  public boolean kept() {
    return maps.hazelcast.getLifecycleService().isRunning()
        && maps.hazelcast.getCluster().getMembers().size() > 1;
  }

  @Override
  public int merges() {
    return maps.merges.get();
  }

  @Override
  public Future<byte[]> window(String name) {
    return ask(READ_MILLIS, () -> maps.windows.getAsync(key(name)));
  }

  @Override
  public Future<byte[]> outcome(String name) {
    return ask(READ_MILLIS, () -> maps.outcomes.getAsync(key(name)));
  }

  @Override
  public Future<Void> saveWindows(Map<String, byte[]> windows) {
    return save(maps.windows, windows);
  }

  @Override
  public Future<Void> saveOutcomes(Map<String, byte[]> outcomes) {
    return save(maps.outcomes, outcomes);
  }

  private Future<Void> save(IMap<String, byte[]> map, Map<String, byte[]> entries) {
    if (entries.isEmpty()) {
      return Future.succeededFuture();
    }
    Map<String, byte[]> keyed = HashMap.newHashMap(entries.size());
    entries.forEach((name, value) -> keyed.put(key(name), value));
    return ask(SAVE_MILLIS, () -> map.setAllAsync(keyed));
  }

  private String key(String name) {
    return SharedMaps.key(name, shardKey);
  }

  private <T> Future<T> ask(long withinMillis, Supplier<CompletionStage<T>> question) {
    try {
      return Future.fromCompletionStage(question.get(), context)
          .timeout(withinMillis, TimeUnit.MILLISECONDS);
    } catch (HazelcastException | IllegalStateException notAMember) {
      return Future.failedFuture(notAMember);
    }
  }
}

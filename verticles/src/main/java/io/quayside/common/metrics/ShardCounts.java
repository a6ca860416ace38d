package io.quayside.common.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts that the shards of this node bring, each shown as its sum over them. Thread-safe. */
final class ShardCounts {
  private final MeterRegistry registry;

  /** Counts by the gauges' name, shard and key. */
  private final ConcurrentHashMap<String, ConcurrentHashMap<Integer, Map<String, Long>>> byShard =
      new ConcurrentHashMap<>();

  private final Set<String> shown = ConcurrentHashMap.newKeySet();

  ShardCounts(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows the sum over the shards of this node as one gauge for each key. */
  void show(String name, String about, String tag, int shard, Map<String, Long> counts) {
    ConcurrentHashMap<Integer, Map<String, Long>> shards =
        byShard.computeIfAbsent(name, n -> new ConcurrentHashMap<>());
    for (String key : counts.keySet()) {
      if (shown.add(name + '/' + key)) {
        Gauge.builder(name, () -> sum(shards, key))
            .description(about)
            .tag(tag, key)
            .register(registry);
      }
    }
    if (counts.isEmpty()) {
      shards.remove(shard);
    } else {
      shards.put(shard, counts);
    }
  }

  private static long sum(Map<Integer, Map<String, Long>> shards, String key) {
    return shards.values().stream().mapToLong(counts -> counts.getOrDefault(key, 0L)).sum();
  }
}

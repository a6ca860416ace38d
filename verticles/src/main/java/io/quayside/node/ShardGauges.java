package io.quayside.node;

import io.quayside.common.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The gauges of one shard, which end with it. */
final class ShardGauges {
  private final int shard;
  private final Metrics metrics;
  private final List<Runnable> removals = new ArrayList<>();

  ShardGauges(int shard, Metrics metrics) {
    this.shard = shard;
    this.metrics = metrics;
  }

  void add(String name, String description, Supplier<Number> value) {
    removals.add(metrics.shardGauge(name, description, shard, value));
  }

  void remove() {
    removals.forEach(Runnable::run);
    removals.clear();
  }
}

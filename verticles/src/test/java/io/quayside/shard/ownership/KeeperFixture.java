package io.quayside.shard.ownership;

import io.quayside.common.scheduling.ManualScheduler;
import io.vertx.core.Future;
import java.util.UUID;

/** A keeper with a table, other nodes, shards and a time that the test drives. */
final class KeeperFixture {
  static final UUID SELF = new UUID(0, 1);
  static final UUID OTHER = new UUID(0, 2);
  static final UUID THIRD = new UUID(0, 3);

  final ManualScheduler scheduler = new ManualScheduler();
  final InMemoryShardTable table = new InMemoryShardTable(SELF, 3);
  final ManualPeers peers = new ManualPeers();
  final ManualRunner runner = new ManualRunner();
  final ShardKeeper keeper = new ShardKeeper(scheduler, table, peers, runner);

  Future<Void> start() {
    var started = keeper.start();
    scheduler.run();
    return started;
  }

  Future<Void> stop() {
    var stopped = keeper.stop();
    scheduler.run();
    return stopped;
  }

  Future<Void> handOver(long withinMillis) {
    var handedOver = keeper.handOver(withinMillis);
    scheduler.run();
    return handedOver;
  }

  /** Assigns a shard as {@link InMemoryShardTable#assign}, and lets the keeper see it. */
  void assign(int shard, UUID node) {
    table.assign(shard, node);
    scheduler.run();
  }

  /** Starts the keeper with those shards, all of which serve. */
  void startWith(int... shards) {
    for (int shard : shards) {
      table.assign(shard, SELF);
    }
    start();
    for (int shard : shards) {
      runner.complete("+" + shard);
    }
    runner.steps.clear();
  }
}

package io.quayside.shard.ownership;

import io.vertx.core.Future;

/** Starts and stops the shards of this node. Completes on the caller's context. */
public interface ShardRunner {
  /** Starts a shard that is not running; completes when it serves. */
  Future<Void> start(int shard);

  /** Stops a shard that was started; completes when the requests that it had are answered. */
  Future<Void> stop(int shard);
}

package io.quayside.shard.ownership;

import io.vertx.core.Future;
import java.util.UUID;

/** What other nodes say about shards. Completes on the caller's context. */
public interface Peers {
  /** Whether a node serves a shard; fails where the node does not answer. */
  Future<Boolean> serves(UUID node, int shard);

  /** Whether a node's table has no shard of {@code owner}; fails where it does not answer. */
  Future<Boolean> seesNoShardsOf(UUID node, UUID owner);
}

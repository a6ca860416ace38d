package io.quayside.shard.rpc;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;

/** Asks the shards of this node directly, and those of other nodes over the event bus. */
public final class ShardRouter implements ShardTransport {
  private final UUID self;
  private final LocalShards local;
  private final RemoteShards remote;

  public ShardRouter(Vertx vertx, UUID self, LocalShards local) {
    this.self = self;
    this.local = local;
    this.remote = new RemoteShards(vertx);
  }

  @Override
  public Future<Void> open() {
    return remote.open();
  }

  @Override
  public void ask(UUID node, int shard, ShardRequest request, Completable<ShardAnswer> answer) {
    if (node.equals(self)) {
      local.ask(shard, request, answer);
    } else {
      remote.ask(node, request, answer);
    }
  }

  @Override
  public void expire(long olderThanNanos) {
    remote.expire(olderThanNanos);
  }
}

package io.quayside.node;

import io.quayside.admin.ProtocolFloors;
import io.quayside.common.scheduling.OnContext;
import io.quayside.shard.actor.ClusterProtocol;
import io.quayside.shard.ownership.ShardTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The protocol numbers of the cluster as this node knows them. */
record NodeProtocol(Vertx vertx, ShardTable table, ProtocolFloors floors)
    implements ClusterProtocol {
  @Override
  public int agreed() {
    return table.agreedProtocol();
  }

  @Override
  public int floor() {
    return floors.floor();
  }

  @Override
  public Future<Void> raiseFloor(int number) {
    return OnContext.complete(vertx.getOrCreateContext(), floors.raise(number));
  }
}

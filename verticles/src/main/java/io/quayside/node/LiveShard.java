package io.quayside.node;

import io.quayside.readmodel.Projection;
import io.quayside.readmodel.ShardGenerations;
import io.quayside.readmodel.ShardReplay;
import io.quayside.shard.actor.Shard;
import io.vertx.core.Future;

/** What a replay needs of a shard that serves. */
record LiveShard(Shard shard, Projection projection, ShardGenerations generations)
    implements ShardReplay.Live {
  @Override
  public long eventsNext() {
    return shard.eventsNext();
  }

  @Override
  public long positionsNext() {
    return shard.positionsNext();
  }

  @Override
  public boolean isParked(String shipmentId) {
    return shard.parked.row(shipmentId) != null;
  }

  @Override
  public Future<Void> hold() {
    return projection.hold();
  }

  @Override
  public void release() {
    projection.resume();
  }

  @Override
  public void follow(int generation) {
    generations.follow(generation);
  }
}

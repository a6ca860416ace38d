package io.quayside.shard.actor;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** The protocol numbers of a cluster whose members the test sets. */
final class ManualProtocol implements ClusterProtocol {
  int agreed;
  int floor;

  /** Completes the records of the floor; null: each is complete at once. */
  Promise<Void> recording;

  ManualProtocol(int agreed) {
    this.agreed = agreed;
  }

  @Override
  public int agreed() {
    return agreed;
  }

  @Override
  public int floor() {
    return floor;
  }

  @Override
  public Future<Void> raiseFloor(int number) {
    Future<Void> recorded = recording == null ? Future.succeededFuture() : recording.future();
    return recorded.onSuccess(v -> floor = Math.max(floor, number));
  }
}

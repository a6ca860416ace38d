package io.quayside.shard.actor;

import io.vertx.core.Future;

/** The protocol numbers of the cluster. May be used from every thread. */
public interface ClusterProtocol {
  /** The highest protocol number that every member understands. */
  int agreed();

  /**
   * The highest protocol number that is recorded as the floor: no node without it starts any more,
   * so what it allows may be written.
   */
  int floor();

  /**
   * Records a number as the floor. Completes on the caller's event loop once the floor is that
   * number or higher.
   */
  Future<Void> raiseFloor(int number);
}

package io.quayside.shard.rpc;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.UUID;

/** Brings requests to the shards of nodes, and their answers back. Confined to one event loop. */
public interface ShardTransport {
  /** Completes when other nodes can be asked. */
  Future<Void> open();

  /**
   * Asks a node for an answer of one of its shards, once. Fails with {@link NotServedException}
   * where the node does not serve the shard, with {@link NodeUnreachableException} where it is
   * unknown whether the request has arrived, and otherwise by a defect. Does not complete where the
   * node is lost after it has the request; {@link #expire} releases those.
   */
  void ask(UUID node, int shard, ShardRequest request, Completable<ShardAnswer> answer);

  /** Drops the requests that have waited for longer than that. */
  void expire(long olderThanNanos);

  /** The node does not serve the shard. */
  final class NotServedException extends RuntimeException {
    public NotServedException() {
      super("the node does not serve the shard", null, false, false);
    }
  }

  /** The node could not be asked; whether the request has arrived is unknown. */
  final class NodeUnreachableException extends RuntimeException {
    public NodeUnreachableException(Throwable cause) {
      super(cause.toString(), cause, false, false);
    }
  }
}

package io.quayside.shard.ownership;

import io.vertx.core.Future;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which node owns which shard, as this node knows it: the only source of ownership. Nodes are named
 * by the ids that outlast a split of the cluster. May be read from any thread, and never blocks.
 */
public interface ShardTable {
  /** The id of this node. */
  UUID self();

  /** The node that owns a shard; null while no node does. */
  @Nullable UUID ownerOf(int shard);

  /** The previous owner, while it is a member: it may still run the shard. Null if unknown. */
  @Nullable UUID formerOwnerOf(int shard);

  /** The shards that a node owns. */
  Set<Integer> shardsOf(UUID node);

  /** The nodes that are members and can own shards; a node that hands its shards over cannot. */
  Set<UUID> activeNodes();

  /** The highest protocol number that every member understands. */
  int agreedProtocol();

  /** Whether a node is one of {@link #activeNodes}. */
  default boolean isActive(UUID node) {
    return activeNodes().contains(node);
  }

  /**
   * Reads the source of the table again: a notification may arrive before the change that it
   * announces, and is not repeated.
   */
  void refresh();

  /**
   * Assigns this node's shards to the other nodes; completes, on the caller's context, when all of
   * them are assigned, with false where no other node can own them. This node stays a member and
   * may run its shards until other nodes run them.
   */
  Future<Boolean> disown();

  /** Calls a task, on any thread, each time after the table may have changed. */
  void onChange(Runnable task);

  /** Calls a task, on any thread, with each node that has left the cluster. */
  void onMemberLeft(Consumer<UUID> task);
}

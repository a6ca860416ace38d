package io.quayside.shard.ownership;

import com.hazelcast.core.HazelcastInstance;
import io.quayside.cluster.Agreement;
import io.quayside.cluster.ClusterNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The members of the cluster and the shards that they own, as this node sees them. */
public final class ClusterView {
  private final HazelcastInstance hazelcast;
  private final ShardTable table;

  public ClusterView(HazelcastInstance hazelcast, ShardTable table) {
    this.hazelcast = hazelcast;
    this.table = table;
  }

  /** The members in the order of their addresses. */
  public List<ClusterNode> nodes() {
    return hazelcast.getCluster().getMembers().stream()
        .map(Agreement::node)
        .sorted(Comparator.comparing(ClusterNode::address))
        .toList();
  }

  /** The shards that a member owns; none of a member that has handed its shards over. */
  public Set<Integer> shardsOf(UUID nodeId) {
    return table.shardsOf(nodeId);
  }

  public boolean isSelf(UUID nodeId) {
    return table.self().equals(nodeId);
  }
}

package io.quayside.shard.ownership;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.partition.MigrationListener;
import com.hazelcast.partition.MigrationState;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.ReplicaMigrationEvent;
import io.quayside.cluster.Agreement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which member owns which shard, as this member's copy of Hazelcast's partition table has it: the
 * only word on ownership. Members go by their nodes' ids, which outlast a split of the cluster. May
 * be asked from any thread, and never blocks.
 */
public final class ShardTable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardTable.class);

  private final HazelcastInstance hazelcast;
  private final UUID self;
  private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
  private final List<Consumer<UUID>> onLeft = new CopyOnWriteArrayList<>();
  private final UUID migrations;
  private final UUID memberships;
  private final UUID lifecycle;
  private volatile UUID[] owners = new UUID[0];
  private volatile Set<UUID> staying = Set.of();
  private volatile UUID[] former = new UUID[0];

  /** Blocks for as long as the table takes that is not there yet. */
  public ShardTable(HazelcastInstance hazelcast) {
    this.hazelcast = hazelcast;
    this.self = Agreement.nodeId(hazelcast.getCluster().getLocalMember());
    Changes changes = new Changes();
    migrations = hazelcast.getPartitionService().addMigrationListener(changes);
    memberships = hazelcast.getCluster().addMembershipListener(changes);
    lifecycle = hazelcast.getLifecycleService().addLifecycleListener(changes);
    look();
  }

  /** Nobody is told of changes any more. */
  public void close() {
    hazelcast.getPartitionService().removeMigrationListener(migrations);
    hazelcast.getCluster().removeMembershipListener(memberships);
    hazelcast.getLifecycleService().removeLifecycleListener(lifecycle);
    onChange.clear();
    onLeft.clear();
  }

  /** The member that owns a shard; null while nobody does. */
  public UUID of(int shard) {
    return owners[shard];
  }

  /** The member that owned it before, which may still run it; null where there was none. */
  public UUID formerOf(int shard) {
    return former[shard];
  }

  /**
   * Has the other members own what this one does; false where none of them can. It stays a member,
   * and may run its shards until they are run elsewhere. Blocks until all of them have moved.
   */
  public boolean disown() {
    if (staying.equals(Set.of(self))) {
      return false;
    }
    try {
      hazelcast.getCluster().demoteLocalDataMember();
      changed();
      return true;
    } catch (IllegalStateException e) {
      LOG.info("no other member can own the shards of this one: cause={}", e.getMessage());
      return false;
    }
  }

  /** Whether a node is there, and not about to leave. */
  public boolean stays(UUID node) {
    return staying.contains(node);
  }

  public UUID self() {
    return self;
  }

  /** The nodes that are there, and not about to leave. */
  public Set<UUID> staying() {
    return staying;
  }

  /** The shards of a node. */
  public Set<Integer> of(UUID node) {
    UUID[] table = owners;
    Set<Integer> owned = new HashSet<>();
    for (int shard = 0; shard < table.length; shard++) {
      if (node.equals(table[shard])) {
        owned.add(shard);
      }
    }
    return owned;
  }

  /** Called, on a thread of Hazelcast's, each time after the table may have changed. */
  public void onChange(Runnable task) {
    onChange.add(task);
  }

  /** Called, on a thread of Hazelcast's, with each member that is gone. */
  public void onLeft(Consumer<UUID> task) {
    onLeft.add(task);
  }

  /**
   * Looks at the table although nobody has said that it changed: what Hazelcast tells of a
   * migration may come before the member's own copy of the table has it, and not again afterwards.
   */
  public void lookAgain() {
    if (look()) {
      onChange.forEach(Runnable::run);
    }
  }

  /** Whether anything is different from the last time. */
  private synchronized boolean look() {
    Set<Partition> partitions = hazelcast.getPartitionService().getPartitions();
    UUID[] table = new UUID[partitions.size()];
    UUID[] before = Arrays.copyOf(former, table.length);
    for (Partition partition : partitions) {
      int shard = partition.getPartitionId();
      Member owner = partition.getOwner();
      table[shard] = owner == null ? null : Agreement.nodeId(owner);
      if (shard < owners.length && owners[shard] != null && !owners[shard].equals(table[shard])) {
        before[shard] = owners[shard];
      }
    }
    Set<UUID> present = new HashSet<>();
    Set<UUID> able = new HashSet<>();
    for (Member member : hazelcast.getCluster().getMembers()) {
      present.add(Agreement.nodeId(member));
      if (!member.isLiteMember()) {
        able.add(Agreement.nodeId(member));
      }
    }
    // Who is gone runs nothing any more.
    former =
        Arrays.stream(before)
            .map(node -> present.contains(node) ? node : null)
            .toArray(UUID[]::new);
    boolean changed = !able.equals(staying) || !Arrays.equals(owners, table);
    staying = able;
    owners = table;
    return changed;
  }

  private void changed() {
    look();
    onChange.forEach(Runnable::run);
  }

  private final class Changes implements MigrationListener, MembershipListener, LifecycleListener {
    @Override
    public void stateChanged(LifecycleEvent event) {
      if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
        changed();
      }
    }

    @Override
    public void memberAdded(MembershipEvent event) {
      changed();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      changed();
      onLeft.forEach(task -> task.accept(Agreement.nodeId(event.getMember())));
    }

    @Override
    public void migrationStarted(MigrationState state) {
      // The table changes with each replica, not with the plan.
    }

    @Override
    public void migrationFinished(MigrationState state) {
      changed();
    }

    @Override
    public void replicaMigrationCompleted(ReplicaMigrationEvent event) {
      changed();
    }

    @Override
    public void replicaMigrationFailed(ReplicaMigrationEvent event) {
      changed();
    }
  }
}

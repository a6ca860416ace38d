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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shard table that is this member's copy of Hazelcast's partition table. */
public final class HazelcastShardTable implements ShardTable {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastShardTable.class);

  private final Vertx vertx;
  private final HazelcastInstance hazelcast;
  private final UUID self;
  private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
  private final List<Consumer<UUID>> onMemberLeft = new CopyOnWriteArrayList<>();
  private final UUID migrations;
  private final UUID memberships;
  private final UUID lifecycle;
  private volatile int agreedProtocol = Agreement.LOWEST_PROTOCOL;
  private volatile Ownership ownership = Ownership.UNKNOWN;

  /** Blocks until Hazelcast has assigned the partitions. */
  public HazelcastShardTable(Vertx vertx, HazelcastInstance hazelcast) {
    this.vertx = vertx;
    this.hazelcast = hazelcast;
    this.self = Agreement.nodeId(hazelcast.getCluster().getLocalMember());
    Changes changes = new Changes();
    migrations = hazelcast.getPartitionService().addMigrationListener(changes);
    memberships = hazelcast.getCluster().addMembershipListener(changes);
    lifecycle = hazelcast.getLifecycleService().addLifecycleListener(changes);
    read();
  }

  /** Stops the notifications. Blocks. */
  public void close() {
    hazelcast.getPartitionService().removeMigrationListener(migrations);
    hazelcast.getCluster().removeMembershipListener(memberships);
    hazelcast.getLifecycleService().removeLifecycleListener(lifecycle);
    onChange.clear();
    onMemberLeft.clear();
  }

  @Override
  public UUID self() {
    return self;
  }

  @Override
  public @Nullable UUID ownerOf(int shard) {
    return ownership.owners()[shard];
  }

  @Override
  public @Nullable UUID formerOwnerOf(int shard) {
    return ownership.formerOwners()[shard];
  }

  @Override
  public Set<Integer> shardsOf(UUID node) {
    return ownership.shardsOf(node);
  }

  @Override
  public Set<UUID> activeNodes() {
    return ownership.active();
  }

  @Override
  public Future<Boolean> disown() {
    return vertx.executeBlocking(this::demote);
  }

  /** Returns when Hazelcast has moved all partitions of this member. */
  private boolean demote() {
    if (ownership.active().equals(Set.of(self))) {
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

  @Override
  public void onChange(Runnable task) {
    onChange.add(task);
  }

  @Override
  public void onMemberLeft(Consumer<UUID> task) {
    onMemberLeft.add(task);
  }

  @Override
  public void refresh() {
    if (read()) {
      onChange.forEach(Runnable::run);
    }
  }

  @Override
  public int agreedProtocol() {
    return agreedProtocol;
  }

  /** Whether the table is different from the last time. */
  private synchronized boolean read() {
    Set<Partition> partitions = hazelcast.getPartitionService().getPartitions();
    UUID[] owners = new UUID[partitions.size()];
    for (Partition partition : partitions) {
      Member owner = partition.getOwner();
      owners[partition.getPartitionId()] = owner == null ? null : Agreement.nodeId(owner);
    }
    List<Ownership.Member> members =
        hazelcast.getCluster().getMembers().stream()
            .map(m -> new Ownership.Member(Agreement.nodeId(m), !m.isLiteMember()))
            .toList();
    agreedProtocol = Agreement.agreedProtocol(hazelcast.getCluster().getMembers());
    Ownership before = ownership;
    ownership = before.with(owners, members);
    return !ownership.isSameAs(before);
  }

  private void changed() {
    read();
    onChange.forEach(Runnable::run);
  }

  /** Runs on threads of Hazelcast. */
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
      onMemberLeft.forEach(task -> task.accept(Agreement.nodeId(event.getMember())));
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

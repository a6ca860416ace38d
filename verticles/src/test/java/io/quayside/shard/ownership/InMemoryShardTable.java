package io.quayside.shard.ownership;

import io.quayside.cluster.Agreement;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** One node's table of owners in a cluster whose members and owners the test sets. */
public final class InMemoryShardTable implements ShardTable {
  private final UUID self;
  private final Map<UUID, Boolean> members = new LinkedHashMap<>();
  private final UUID[] owners;
  private final List<Runnable> onChange = new ArrayList<>();
  private final List<Consumer<UUID>> onMemberLeft = new ArrayList<>();
  private Ownership seen = Ownership.UNKNOWN;
  private boolean silent;
  private int agreedProtocol = Agreement.HIGHEST_PROTOCOL;

  /** A table without owners, in a cluster of which this node is the only member. */
  public InMemoryShardTable(UUID self, int shards) {
    this.self = self;
    this.owners = new UUID[shards];
    members.put(self, true);
    read();
  }

  /** A member that can own shards. */
  public void join(UUID node) {
    members.put(node, true);
    changed();
  }

  /** The node is about to leave: it stays a member, and can own nothing. */
  public void deactivate(UUID node) {
    members.put(node, false);
    changed();
  }

  public void leave(UUID node) {
    members.remove(node);
    changed();
    onMemberLeft.forEach(task -> task.accept(node));
  }

  /** Null: no node owns the shard. */
  public void assign(int shard, UUID node) {
    owners[shard] = node;
    changed();
  }

  /** A member joins that understands no higher protocol number, or the last such one leaves. */
  public void agreeOn(int protocol) {
    agreedProtocol = protocol;
  }

  /** From now on changes are seen only after {@link #refresh}. */
  public void silence() {
    silent = true;
  }

  private void changed() {
    if (!silent) {
      read();
      List.copyOf(onChange).forEach(Runnable::run);
    }
  }

  private void read() {
    seen =
        seen.with(
            owners.clone(),
            members.entrySet().stream()
                .map(member -> new Ownership.Member(member.getKey(), member.getValue()))
                .toList());
  }

  @Override
  public UUID self() {
    return self;
  }

  @Override
  public UUID ownerOf(int shard) {
    return seen.owners()[shard];
  }

  @Override
  public UUID formerOwnerOf(int shard) {
    return seen.formerOwners()[shard];
  }

  @Override
  public Set<Integer> shardsOf(UUID node) {
    return seen.shardsOf(node);
  }

  @Override
  public Set<UUID> activeNodes() {
    return seen.active();
  }

  @Override
  public int agreedProtocol() {
    return agreedProtocol;
  }

  @Override
  public void refresh() {
    Ownership before = seen;
    read();
    if (!seen.isSameAs(before)) {
      List.copyOf(onChange).forEach(Runnable::run);
    }
  }

  /** Gives each shard of this node to the first other active node. */
  @Override
  public Future<Boolean> disown() {
    var heir = seen.active().stream().filter(node -> !node.equals(self)).findFirst();
    if (heir.isEmpty()) {
      return Future.succeededFuture(false);
    }
    for (int shard = 0; shard < owners.length; shard++) {
      owners[shard] = self.equals(owners[shard]) ? heir.get() : owners[shard];
    }
    deactivate(self);
    return Future.succeededFuture(true);
  }

  @Override
  public void onChange(Runnable task) {
    onChange.add(task);
  }

  @Override
  public void onMemberLeft(Consumer<UUID> task) {
    onMemberLeft.add(task);
  }
}

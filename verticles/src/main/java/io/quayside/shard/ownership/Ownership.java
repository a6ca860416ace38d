package io.quayside.shard.ownership;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table of owners at one moment: immutable, derived from the one before.
 *
 * @param owners by shard; null where no node owns it
 * @param formerOwners by shard; the last other owner that is still a member, or null
 * @param active the nodes that can own shards
 */
record Ownership(@Nullable UUID[] owners, @Nullable UUID[] formerOwners, Set<UUID> active) {
  static final Ownership UNKNOWN = new Ownership(new UUID[0], new UUID[0], Set.of());

  /** A member of the cluster; one that is not {@code active} owns nothing, or is about to leave. */
  record Member(UUID node, boolean active) {}

  /** The table after this one, in which the shards have these owners. */
  Ownership with(@Nullable UUID[] nextOwners, List<Member> members) {
    Set<UUID> present = new HashSet<>();
    Set<UUID> nextActive = new HashSet<>();
    for (Member member : members) {
      present.add(member.node);
      if (member.active) {
        nextActive.add(member.node);
      }
    }
    @Nullable UUID[] former = Arrays.copyOf(formerOwners, nextOwners.length);
    for (int shard = 0; shard < nextOwners.length; shard++) {
      @Nullable UUID before = shard < owners.length ? owners[shard] : null;
      if (before != null && !before.equals(nextOwners[shard])) {
        former[shard] = before;
      }
      if (!present.contains(former[shard])) {
        // A node that has left runs nothing.
        former[shard] = null;
      }
    }
    return new Ownership(nextOwners, former, nextActive);
  }

  /** Whether the owners and the active nodes are the same as in another table. */
  boolean isSameAs(Ownership other) {
    return active.equals(other.active) && Arrays.equals(owners, other.owners);
  }

  Set<Integer> shardsOf(UUID node) {
    Set<Integer> owned = new HashSet<>();
    for (int shard = 0; shard < owners.length; shard++) {
      if (node.equals(owners[shard])) {
        owned.add(shard);
      }
    }
    return owned;
  }
}

package io.quayside.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import java.util.UUID;

/**
 * What each member says of itself, and what all must say alike: the protocol they speak with each
 * other, and how many shards there are.
 */
public final class Agreement {
  /**
   * The version of what nodes say to each other: messages of shards, entries of the shared maps.
   * Raised with every change of those; nodes of different versions are not one cluster.
   */
  public static final int PROTOCOL = 3;

  /** Under this name Vert.x, too, looks for a member's identity. */
  static final String NODE_ID = "__vertx.nodeId";

  static final String PROTOCOL_ATTRIBUTE = "quayside.protocol";
  static final String SHARDS_ATTRIBUTE = "quayside.shards";

  private Agreement() {}

  static void declare(Config config, int shards) {
    config
        .getMemberAttributeConfig()
        .setAttribute(PROTOCOL_ATTRIBUTE, Integer.toString(PROTOCOL))
        .setAttribute(SHARDS_ATTRIBUTE, Integer.toString(shards));
  }

  /**
   * A node's identity for as long as its process lives. A member's own changes when the parts of a
   * split cluster find together again.
   */
  public static UUID nodeId(Member member) {
    return UUID.fromString(member.getAttribute(NODE_ID));
  }

  /**
   * Throws {@link IllegalStateException}, naming the member and both values, if this member and
   * another do not agree.
   */
  public static void verify(HazelcastInstance hazelcast) {
    var self = hazelcast.getCluster().getLocalMember();
    for (var member : hazelcast.getCluster().getMembers()) {
      requireSame("protocol version", PROTOCOL_ATTRIBUTE, self, member);
      requireSame("shard count", SHARDS_ATTRIBUTE, self, member);
    }
  }

  private static void requireSame(String what, String attribute, Member self, Member member) {
    var expected = self.getAttribute(attribute);
    var found = member.getAttribute(attribute);
    if (!expected.equals(found)) {
      throw new IllegalStateException(
          "all nodes of a cluster have one %s: here it is %s, at %s:%d it is %s"
              .formatted(
                  what,
                  expected,
                  member.getAddress().getHost(),
                  member.getAddress().getPort(),
                  found));
    }
  }
}

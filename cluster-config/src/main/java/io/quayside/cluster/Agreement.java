package io.quayside.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What each member declares, and what all members must agree on: a range of protocol numbers, the
 * number of shards, and the keys that seal secrets. A protocol number names the shapes of what
 * nodes send each other, of the shared maps and of the events that they write.
 */
public final class Agreement {
  /** The lowest protocol number that this version understands. */
  public static final int LOWEST_PROTOCOL = 4;

  /**
   * The highest protocol number that this version understands. A member writes what a number allows
   * only while every member understands that number, so that versions can be mixed during a rolling
   * upgrade.
   */
  public static final int HIGHEST_PROTOCOL = 6;

  /**
   * The protocol number from which on requests name their principals, and records their tenants: a
   * node without it judges every request as one of an operator of the default tenant.
   */
  public static final int PRINCIPALS_PROTOCOL = 5;

  /** The attribute that Vert.x reads a member's identity from. */
  static final String NODE_ID = "__vertx.nodeId";

  static final String HIGHEST_ATTRIBUTE = "quayside.protocol";
  static final String LOWEST_ATTRIBUTE = "quayside.protocol.lowest";
  static final String VERSION_ATTRIBUTE = "quayside.version";
  static final String SHARDS_ATTRIBUTE = "quayside.shards";

  /** The ids of the keys that open secrets, separated by commas; the first seals. */
  static final String SECRET_KEYS_ATTRIBUTE = "quayside.secret-keys";

  private Agreement() {}

  static void declare(Config config, int shards, List<String> secretKeyIds) {
    config
        .getMemberAttributeConfig()
        .setAttribute(HIGHEST_ATTRIBUTE, Integer.toString(HIGHEST_PROTOCOL))
        .setAttribute(LOWEST_ATTRIBUTE, Integer.toString(LOWEST_PROTOCOL))
        .setAttribute(VERSION_ATTRIBUTE, Release.VERSION)
        .setAttribute(SHARDS_ATTRIBUTE, Integer.toString(shards))
        .setAttribute(SECRET_KEYS_ATTRIBUTE, String.join(",", secretKeyIds));
  }

  /**
   * A node's identity for as long as its process lives. A member's own changes when the parts of a
   * split cluster find together again.
   */
  public static UUID nodeId(Member member) {
    return UUID.fromString(member.getAttribute(NODE_ID));
  }

  /** A member as it declares itself. Older members declare no version. */
  public static ClusterNode node(Member member) {
    var version = member.getAttribute(VERSION_ATTRIBUTE);
    return new ClusterNode(
        nodeId(member),
        member.getAddress().getHost() + ':' + member.getAddress().getPort(),
        version == null ? "unknown" : version,
        ProtocolRange.of(member).highest());
  }

  /** The highest protocol number that all of the members understand. */
  public static int agreedProtocol(Collection<Member> members) {
    return members.stream()
        .mapToInt(member -> ProtocolRange.of(member).highest())
        .min()
        .orElse(HIGHEST_PROTOCOL);
  }

  /** Whether members have different highest protocol numbers, as during a rolling upgrade. */
  public static boolean protocolsDiffer(Collection<Member> members) {
    return members.stream().map(member -> ProtocolRange.of(member).highest()).distinct().count()
        > 1;
  }

  /**
   * Verifies that this member can work with all others: that some protocol number is understood by
   * every member, that the shard counts are equal, and that each member opens what the others seal.
   * A member without a key file may be joined by one with a key file, not the other way round, so
   * that key files can be introduced node by node. Throws {@link IllegalStateException}, naming the
   * member and both values, otherwise.
   */
  public static void verify(HazelcastInstance hazelcast) {
    var self = hazelcast.getCluster().getLocalMember();
    for (var member : hazelcast.getCluster().getMembers()) {
      var ours = ProtocolRange.of(self);
      var theirs = ProtocolRange.of(member);
      if (!ours.overlaps(theirs)) {
        throw disagreement("understand a common protocol number", ours, member, theirs);
      }
      var expected = self.getAttribute(SHARDS_ATTRIBUTE);
      var found = member.getAttribute(SHARDS_ATTRIBUTE);
      if (!expected.equals(found)) {
        throw disagreement("have one shard count", expected, member, found);
      }
      verifySecretKeys(self, member);
    }
  }

  private static void verifySecretKeys(Member self, Member member) {
    var ours = secretKeyIds(self);
    var theirs = secretKeyIds(member);
    if (!openEachOthers(ours, theirs)) {
      throw disagreement(
          "have each other's first key of secrets.key-file", shown(ours), member, shown(theirs));
    }
  }

  /** Whether a member with these keys may join one with those: each opens what the other seals. */
  static boolean openEachOthers(List<String> ours, List<String> theirs) {
    boolean opensTheirs = theirs.isEmpty() || ours.contains(theirs.getFirst());
    boolean opensOurs = ours.isEmpty() || theirs.isEmpty() || theirs.contains(ours.getFirst());
    return opensTheirs && opensOurs;
  }

  /** Versions before key files declared none. */
  private static List<String> secretKeyIds(Member member) {
    var declared = member.getAttribute(SECRET_KEYS_ATTRIBUTE);
    return declared == null || declared.isEmpty() ? List.of() : List.of(declared.split(",", -1));
  }

  private static String shown(List<String> keyIds) {
    return keyIds.isEmpty() ? "no key file" : String.join(", ", keyIds);
  }

  private static IllegalStateException disagreement(
      String rule, Object here, Member member, Object there) {
    return new IllegalStateException(
        "all nodes of a cluster %s: here it is %s, at %s:%d it is %s"
            .formatted(
                rule, here, member.getAddress().getHost(), member.getAddress().getPort(), there));
  }

  /** The protocol numbers that a member understands, both ends included. */
  record ProtocolRange(int lowest, int highest) {
    /** Versions before ranges declared the one number that they understand. */
    static ProtocolRange of(Member member) {
      int highest = Integer.parseInt(member.getAttribute(HIGHEST_ATTRIBUTE));
      String lowest = member.getAttribute(LOWEST_ATTRIBUTE);
      return new ProtocolRange(lowest == null ? highest : Integer.parseInt(lowest), highest);
    }

    boolean overlaps(ProtocolRange other) {
      return lowest <= other.highest && other.lowest <= highest;
    }

    @Override
    public String toString() {
      return lowest == highest ? Integer.toString(lowest) : lowest + " to " + highest;
    }
  }
}

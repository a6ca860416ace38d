package io.quayside.shard.replication;

import static io.quayside.shard.replication.WindowReplicationTest.number;
import static io.quayside.shard.replication.WindowReplicationTest.windowOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.shard.actor.ForgetfulReplica;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which saved windows an owner may trust after merges of clusters and interrupted saves. */
class EpochTrustTest {
  @Test
  void shouldNotTrustWhatTheOtherPartOfASplitClusterHas() {
    var replica = new ForgetfulReplica(new Random(1), 0);
    var owner = WindowReplication.inherit(replica, new Random(7)::nextLong, 0).result();
    owner.tick(0, 0);
    owner.changed("S/truck", windowOf(41));
    owner.tick(10_000, 1);
    replica.settle();
    owner.tick(20_000, 2);
    replica.settle();
    assertThat(owner.window("S/truck").result()).isNotNull();

    replica.merge();

    assertThat(owner.window("S/truck").result()).isNull();
    owner.tick(30_000, 3);
    assertThat(owner.isOn()).isFalse();
    int round = owner.round();
    owner.tick(40_000, 4);
    assertThat(owner.isOn()).isTrue();
    assertThat(owner.round()).as("windows are named anew").isGreaterThan(round);
    assertThat(owner.window("S/truck").result()).isNull();
  }

  /** Both parts have the save up to 1; the one up to 2 is dropped by the merge, but its history. */
  @Test
  void shouldNotTrustAHistoryThatLandsAfterTheMergeThatDroppedItsWindows() {
    var replica = new ForgetfulReplica(new Random(1), 0);
    var owner = WindowReplication.inherit(replica, () -> 7, 0).result();
    owner.tick(0, 0);
    owner.changed("S/truck", windowOf(41));
    owner.tick(10_000, 1);
    replica.settle();
    replica.split();
    owner.changed("S/truck", windowOf(41, 42));
    owner.tick(20_000, 2);
    replica.settleOne();
    replica.settleOne();

    replica.merge();
    replica.settle();

    var successor = WindowReplication.inherit(replica, () -> 8, 2).result();
    assertThat(successor.positionsFrom(2)).isEqualTo(1);
    successor.missed("S", "truck", number(42));
    assertThat(successor.window("S/truck").result().toBytes())
        .isEqualTo(windowOf(41, 42).toBytes());
  }

  @Test
  void shouldTrustTheSaveBeforeOneThatWasInterrupted() {
    var replica = new ForgetfulReplica(new Random(1), 0);
    var owner = WindowReplication.inherit(replica, () -> 7, 0).result();
    owner.tick(0, 0);
    owner.changed("S/truck", windowOf(41));
    owner.changed("S/other", windowOf(5));
    owner.tick(10_000, 1);
    replica.settle();
    owner.changed("S/truck", windowOf(41, 42));
    owner.tick(20_000, 2);
    replica.settleOne();
    replica.settleOne();
    replica.settleOne();

    var successor = WindowReplication.inherit(replica, () -> 8, 2).result();
    assertThat(successor.positionsFrom(2)).isEqualTo(1);
    assertThat(successor.window("S/truck").result()).as("written since").isNull();
    assertThat(successor.window("S/other").result().toBytes()).isEqualTo(windowOf(5).toBytes());
  }
}

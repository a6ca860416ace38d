package io.quayside.shard.ownership;

import static io.quayside.shard.ownership.KeeperFixture.OTHER;
import static io.quayside.shard.ownership.KeeperFixture.SELF;
import static io.quayside.shard.ownership.KeeperFixture.THIRD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How shards move from this node to their successors. */
class ShardHandOverTest {
  private final KeeperFixture node = new KeeperFixture();

  @Test
  void shouldRunAShardUntilItsSuccessorServes() {
    node.startWith(0);

    node.table.join(OTHER);
    node.assign(0, OTHER);
    node.peers.asked(OTHER, 0).complete(false);
    node.scheduler.advance(49);
    assertThat(node.peers.questions).isEmpty();
    node.scheduler.advance(1);
    var second = node.peers.asked(OTHER, 0);
    assertThat(node.runner.steps).isEmpty();
    second.complete(true);
    node.scheduler.run();

    assertThat(node.runner.steps).containsExactly("-0");
    node.runner.complete("-0");
    node.scheduler.advance(1_000);
    assertThat(node.runner.steps).containsExactly("-0");
  }

  @Test
  void shouldProbeAgainWhereTheSuccessorDoesNotAnswer() {
    node.startWith(0);
    node.assign(0, OTHER);

    node.peers.asked(OTHER, 0).fail("timeout");
    node.scheduler.advance(50);

    node.peers.asked(OTHER, 0);
    assertThat(node.runner.steps).isEmpty();
  }

  @Test
  void shouldAskAboutAShardOnceAtATime() {
    node.startWith(0);
    node.assign(0, OTHER);
    node.peers.asked(OTHER, 0);

    node.table.join(THIRD);
    node.scheduler.advance(5_000);

    assertThat(node.peers.questions).isEmpty();
  }

  @Test
  void shouldGiveAShardUpAfterHalfAMinuteWithoutASuccessor() {
    node.startWith(0);
    node.assign(0, OTHER);

    for (int i = 0; i <= 600; i++) {
      assertThat(node.runner.steps).isEmpty();
      node.peers.asked(OTHER, 0).complete(false);
      node.scheduler.advance(50);
    }

    assertThat(node.runner.steps).containsExactly("-0");
  }

  @Test
  void shouldGiveAShardUpThatNoNodeOwns() {
    node.startWith(0);

    node.assign(0, null);

    assertThat(node.runner.steps).containsExactly("-0");
  }

  @Test
  void shouldKeepAShardThatComesBackDuringItsHandOver() {
    node.startWith(0);
    node.assign(0, OTHER);
    var probe = node.peers.asked(OTHER, 0);

    node.assign(0, SELF);
    probe.complete(true);
    node.scheduler.advance(10_000);

    assertThat(node.runner.steps).isEmpty();
    assertThat(node.peers.questions).isEmpty();
  }

  @Test
  void shouldAskTheNewSuccessorWhereAShardMovesOn() {
    node.startWith(0);
    node.assign(0, OTHER);
    var first = node.peers.asked(OTHER, 0);

    node.assign(0, THIRD);
    var second = node.peers.asked(THIRD, 0);
    first.complete(true);
    node.scheduler.run();
    assertThat(node.runner.steps).as("the answer of a former successor").isEmpty();
    second.complete(true);
    node.scheduler.run();

    assertThat(node.runner.steps).containsExactly("-0");
  }

  @Test
  void shouldTakeAShardAgainThatItHasGivenUp() {
    node.startWith(0);
    node.assign(0, OTHER);
    node.peers.asked(OTHER, 0).complete(true);
    node.scheduler.run();
    assertThat(node.runner.steps).containsExactly("-0");

    node.assign(0, SELF);
    assertThat(node.runner.steps).as("while it is stopping").containsExactly("-0");
    node.runner.complete("-0");

    assertThat(node.runner.steps).containsExactly("-0", "+0");
  }

  @Test
  void shouldHandOverItsShardsAndWaitUntilEveryNodeKnows() {
    node.startWith(0);
    node.table.join(OTHER);

    var handedOver = node.handOver(5_000);
    var probe = node.peers.asked(OTHER, 0);
    node.scheduler.advance(50);
    assertThat(node.peers.questions).as("while a shard runs here").isEmpty();
    probe.complete(true);
    node.scheduler.run();
    node.runner.complete("-0");
    node.scheduler.advance(50);
    node.peers.asked(OTHER, null).complete(false);
    node.scheduler.advance(50);
    node.peers.asked(OTHER, null).fail("timeout");
    node.scheduler.advance(50);
    assertThat(handedOver.isComplete()).isFalse();
    node.peers.asked(OTHER, null).complete(true);

    assertThat(handedOver.succeeded()).isTrue();
  }

  @Test
  void shouldNotWaitWhereNoNodeCanTakeItsShards() {
    node.startWith(0);

    var handedOver = node.handOver(5_000);

    assertThat(handedOver.succeeded()).isTrue();
    assertThat(node.runner.steps).isEmpty();
  }

  @Test
  void shouldEndAHandOverAfterItsTime() {
    node.startWith(0);
    node.table.join(OTHER);

    var handedOver = node.keeper.handOver(5_000);
    node.scheduler.advance(4_999);
    assertThat(handedOver.isComplete()).isFalse();
    node.scheduler.advance(1);

    assertThat(handedOver.succeeded()).isTrue();
  }
}

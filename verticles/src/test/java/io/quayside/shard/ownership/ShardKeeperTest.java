package io.quayside.shard.ownership;

import static io.quayside.shard.ownership.KeeperFixture.OTHER;
import static io.quayside.shard.ownership.KeeperFixture.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Starting and stopping the shards of a node. */
class ShardKeeperTest {
  private final KeeperFixture node = new KeeperFixture();

  @Test
  void shouldStartWhatItOwnsAndNothingElse() {
    node.table.join(OTHER);
    node.table.assign(0, SELF);
    node.table.assign(1, OTHER);
    node.table.assign(2, SELF);

    var started = node.start();
    assertThat(node.runner.steps).containsExactly("+0", "+2");
    node.runner.complete("+0");
    assertThat(started.isComplete()).isFalse();
    assertThat(node.keeper.serving()).isFalse();
    node.runner.complete("+2");

    assertThat(started.succeeded()).isTrue();
    assertThat(node.keeper.serving()).isTrue();
  }

  @Test
  void shouldServeAtOnceWhereItOwnsNothing() {
    assertThat(node.start().succeeded()).isTrue();
    assertThat(node.keeper.serving()).isTrue();
  }

  @Test
  void shouldTakeAShardThatItIsAssignedLater() {
    node.start();

    node.assign(1, SELF);

    assertThat(node.runner.steps).containsExactly("+1");
  }

  @Test
  void shouldFindAChangeThatNobodyAnnounced() {
    node.start();
    node.table.silence();

    node.table.assign(1, SELF);
    node.scheduler.advance(999);
    assertThat(node.runner.steps).isEmpty();
    node.scheduler.advance(1);

    assertThat(node.runner.steps).containsExactly("+1");
  }

  @Test
  void shouldFinishItsMovesBeforeItFollowsTheNextChange() {
    node.table.assign(0, SELF);
    node.start();

    node.table.assign(1, SELF);
    node.assign(2, SELF);
    assertThat(node.runner.steps).containsExactly("+0");
    node.runner.complete("+0");

    assertThat(node.runner.steps).containsExactly("+0", "+1", "+2");
  }

  @Test
  void shouldRetryAFailedStartUntilItSucceeds() {
    node.table.assign(0, SELF);
    node.table.assign(1, SELF);
    var started = node.start();

    node.runner.complete("+0");
    node.runner.fail("+1");
    assertThat(node.keeper.serving()).isFalse();
    node.scheduler.advance(499);
    assertThat(node.runner.steps).containsExactly("+0", "+1");
    node.scheduler.advance(1);
    assertThat(node.runner.steps).containsExactly("+0", "+1", "+1");
    node.runner.complete("+1");

    assertThat(started.succeeded()).isTrue();
    assertThat(node.keeper.serving()).isTrue();
  }

  @Test
  void shouldGiveUpItsStartAfterHalfAMinuteAndGoOnTrying() {
    node.table.assign(0, SELF);
    var started = node.start();
    for (int i = 0; i <= 60; i++) {
      assertThat(started.isComplete()).isFalse();
      node.runner.fail("+0");
      node.scheduler.advance(500);
    }
    node.runner.fail("+0");
    assertThat(started.failed()).isTrue();

    node.scheduler.advance(500);
    node.runner.complete("+0");
    assertThat(node.keeper.serving()).isTrue();
  }

  @Test
  void shouldLetASlowStartTakeMoreThanHalfAMinute() {
    node.table.assign(0, SELF);
    var started = node.start();

    node.scheduler.advance(120_000);
    assertThat(started.isComplete()).isFalse();
    node.runner.complete("+0");

    assertThat(started.succeeded()).isTrue();
  }

  @Test
  void shouldNotServeWhileAShardOfItsOwnFails() {
    node.startWith(0);

    node.assign(1, SELF);
    assertThat(node.keeper.serving()).as("while the start is under way").isTrue();
    node.runner.fail("+1");

    assertThat(node.keeper.serving()).isFalse();
  }

  @Test
  void shouldStopAllShards() {
    node.startWith(0, 1);

    var stopped = node.stop();
    assertThat(node.keeper.serving()).isFalse();
    assertThat(node.runner.steps).containsExactly("-0", "-1");
    node.runner.complete("-0");
    assertThat(stopped.isComplete()).isFalse();
    node.runner.complete("-1");

    assertThat(stopped.succeeded()).isTrue();
    node.table.assign(2, SELF);
    node.scheduler.advance(10_000);
    assertThat(node.runner.steps).as("after its end").containsExactly("-0", "-1");
  }

  @Test
  void shouldStopAShardThatServesOnlyAfterTheEnd() {
    node.table.assign(0, SELF);
    node.table.assign(1, SELF);
    var started = node.start();
    node.runner.complete("+0");

    var stopped = node.stop();
    assertThat(started.failed()).isTrue();
    assertThat(node.runner.steps).containsExactly("+0", "+1", "-0");
    node.runner.complete("-0");
    assertThat(stopped.succeeded()).as("without the other one").isTrue();
    node.runner.complete("+1");

    assertThat(node.runner.steps).containsExactly("+0", "+1", "-0", "-1");
    assertThat(node.keeper.serving()).isFalse();
  }

  @Test
  void shouldNotRetryAfterTheEnd() {
    node.table.assign(0, SELF);
    node.start();
    node.runner.fail("+0");

    node.stop();
    node.scheduler.advance(10_000);

    assertThat(node.runner.steps).containsExactly("+0");
  }
}

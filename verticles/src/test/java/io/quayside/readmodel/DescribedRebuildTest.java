package io.quayside.readmodel;

import static io.quayside.readmodel.GenerationsTest.generation;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.readmodel.Generation.State;
import io.quayside.readmodel.Rebuilds.Described;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a rebuild: rate, time left, share. */
class DescribedRebuildTest {
  private static ShardProgress shard(int shard, long read, long end, long perSecond) {
    return new ShardProgress(shard, ShardProgress.REPLAYING, read, end, read, end, perSecond);
  }

  @Test
  void shouldTellRateAndTimeLeftOfAllShardsTogether() {
    Described running =
        new Described(
            generation(1, State.RUNNING), List.of(shard(0, 100, 400, 30), shard(1, 50, 150, 10)));

    assertThat(running.perSecond()).isEqualTo(40);
    assertThat(running.left()).isEqualTo(800);
    assertThat(running.etaSeconds()).isEqualTo(20);
    assertThat(running.progress()).isEqualTo(300.0 / 1_100);
  }

  @Test
  void shouldTellNoTimeLeftWithoutARateOrWhenAllIsRead() {
    assertThat(
            new Described(generation(1, State.RUNNING), List.of(shard(0, 0, 10, 0))).etaSeconds())
        .isNull();
    Described ready = new Described(generation(1, State.READY), List.of(shard(0, 10, 10, 25)));
    assertThat(ready.etaSeconds()).isNull();
    assertThat(ready.perSecond()).isZero();
    assertThat(new Described(generation(1, State.RUNNING), List.of()).progress()).isZero();
  }
}

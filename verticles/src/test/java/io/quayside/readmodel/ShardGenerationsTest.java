package io.quayside.readmodel;

import static io.quayside.readmodel.GenerationsTest.generation;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.readmodel.Generation.State;
import io.quayside.readmodel.Generations.Known;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which generations one shard writes and loads from, over a rebuild, a switch and a takeover. */
class ShardGenerationsTest {
  private static final int SHARD = 3;
  private static final Checkpoint AHEAD = new Checkpoint(SHARD, 100, 50);
  private static final Checkpoint BEHIND = new Checkpoint(SHARD, 100, 49);

  private Known known = known(Long.MAX_VALUE, generation(0, State.CURRENT));
  private final Generations generations = new Generations(() -> Future.succeededFuture(known));

  private static Known known(long millisSinceSwitch, Generation... all) {
    return Known.of(List.of(all), millisSinceSwitch);
  }

  private ShardGenerations takeOver(Map<Integer, Checkpoint> checkpoints) {
    generations.ask();
    return new ShardGenerations(generations, known, SHARD, checkpoints);
  }

  private void learn(Known next) {
    known = next;
    generations.ask();
  }

  @Test
  void shouldMissARebuiltGenerationUntilItIsFollowed() {
    ShardGenerations shard = takeOver(Map.of(0, AHEAD));
    assertThat(shard.missing()).isNull();
    learn(known(Long.MAX_VALUE, generation(1, State.RUNNING), generation(0, State.CURRENT)));

    assertThat(shard.missing()).isEqualTo(1);
    assertThat(shard.written()).containsExactly(0);
    shard.follow(1);
    assertThat(shard.missing()).isNull();
    assertThat(shard.written()).containsExactly(0, 1);
    assertThat(shard.home()).isZero();
  }

  @Test
  void shouldLoadFromTheNewOneAfterTheSwitchAndWriteBothForAWhile() {
    ShardGenerations shard = takeOver(Map.of(0, AHEAD));
    learn(known(Long.MAX_VALUE, generation(1, State.READY), generation(0, State.CURRENT)));
    shard.follow(1);
    learn(known(0, generation(1, State.CURRENT), generation(0, State.FORMER)));

    assertThat(shard.home()).isEqualTo(1);
    assertThat(shard.written()).containsExactly(0, 1);
    learn(known(10_000, generation(1, State.CURRENT), generation(0, State.FORMER)));
    assertThat(shard.written()).containsExactly(1);
    assertThat(shard.follows(0)).isFalse();
  }

  @Test
  void shouldLeaveAGenerationThatWasStopped() {
    ShardGenerations shard = takeOver(Map.of(0, AHEAD));
    learn(known(Long.MAX_VALUE, generation(1, State.RUNNING), generation(0, State.CURRENT)));
    shard.follow(1);
    learn(known(Long.MAX_VALUE, generation(1, State.FAILED), generation(0, State.CURRENT)));

    assertThat(shard.missing()).isNull();
    assertThat(shard.written()).containsExactly(0);
  }

  @Test
  void shouldFollowAtATakeoverWhatHasEveryRecordBelowItsPlace() {
    known = known(Long.MAX_VALUE, generation(1, State.READY), generation(0, State.CURRENT));
    ShardGenerations whole = takeOver(Map.of(0, AHEAD, 1, AHEAD));
    assertThat(whole.follows(1)).isTrue();
    assertThat(whole.missing()).isNull();

    ShardGenerations holes = takeOver(Map.of(0, AHEAD, 1, BEHIND));
    assertThat(holes.start(SHARD, Map.of(0, AHEAD, 1, BEHIND))).isEqualTo(AHEAD);
    assertThat(holes.follows(1)).isFalse();
    assertThat(holes.missing()).isEqualTo(1);
  }

  @Test
  void shouldGoOnAtTheCurrentOneAtATakeoverAfterTheSwitch() {
    known = known(500, generation(1, State.CURRENT), generation(0, State.FORMER));
    ShardGenerations shard = takeOver(Map.of(0, BEHIND, 1, AHEAD));

    assertThat(shard.home()).isEqualTo(1);
    assertThat(shard.start(SHARD, Map.of(0, BEHIND, 1, AHEAD))).isEqualTo(AHEAD);
    assertThat(shard.written()).as("the former one has a hole").containsExactly(1);
    assertThat(shard.missing()).isNull();
  }

  @Test
  void shouldStayWithItsOwnUntilTheCurrentOneIsFollowed() {
    ShardGenerations shard = takeOver(Map.of(0, AHEAD));
    learn(known(500, generation(1, State.CURRENT), generation(0, State.FORMER)));

    assertThat(shard.home()).isZero();
    assertThat(shard.missing()).isEqualTo(1);
    assertThat(shard.written()).containsExactly(0);
  }
}

package io.quayside.notify.lane;

import static io.quayside.notify.lane.FeedEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.notify.lane.EventSource.Chunk;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an owner goes on with after another has changed rows of its consumer. */
class BacklogMergeTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30Z");
  private static final Progress FAILED =
      new Progress(3, LaneState.RETRYING, 1, NOW, NOW, NOW, "status", 500, 0);

  private final Lane lane = Lane.ofRow("lane", 0, FAILED);
  private final Backlog backlog = new Backlog(Map.of(0, new Cursor(10, 0, 1)), List.of(lane));

  private void feed(long next, FeedEvent... events) {
    backlog.add(0, new Chunk(List.of(events), next), event -> true);
  }

  private void takenOver(long cursor, Lane... rows) {
    backlog.takenOver(Map.of(0, new Cursor(cursor, 0, 2)), List.of(rows));
  }

  @Test
  void shouldGoOnWithWhatIsUnderWayAndNotWritten() {
    feed(14, event(10, "a", 1), event(11, "b", 1), event(13, "a", 2));
    FeedEntry first = backlog.takeReady();
    backlog.settle(backlog.takeReady());
    backlog.await(backlog.takeDue(NOW), FAILED.behind(3, NOW));

    takenOver(10, Lane.ofRow("lane", 0, FAILED));

    assertThat(backlog.epochs()).isEqualTo(Map.of(0, 2L));
    assertThat(backlog.readFrom(0)).isEqualTo(14);
    assertThat(backlog.takeReady()).isNull();
    backlog.settle(first);
    assertThat(backlog.takeReady().event().version()).isEqualTo(2);
    assertThat(backlog.takeDue(NOW).progress().nextVersion()).isEqualTo(4);
    assertThat(lane.isDirty()).isTrue();
    assertThat(lane.replacements()).isZero();
  }

  @Test
  void shouldHoldAReplayedShipmentUntilItsAttemptIsOver() {
    feed(12, event(10, "a", 4), event(11, "a", 5));
    FeedEntry underWay = backlog.takeReady();
    Progress replay = new Progress(2, LaneState.RETRYING, 0, null, null, NOW, null, null, 5);

    takenOver(10, Lane.ofRow("lane", 0, FAILED), Lane.ofRow("a", 0, replay));

    assertThat(backlog.takeDue(NOW)).isSameAs(lane);
    assertThat(backlog.takeDue(NOW)).isNull();
    assertThat(underWay.isSettled()).isTrue();
    backlog.release("a");
    assertThat(backlog.takeDue(NOW).progress()).isEqualTo(replay);
    assertThat(backlog.takeReady()).isNull();
    assertThat(backlog.waiting()).isZero();
    assertThat(backlog.changedCursors()).isEqualTo(Map.of(0, 12L));
  }

  @Test
  void shouldSetALaneBackToWhatWasNotSent() {
    feed(13, event(10, "a", 4), event(11, "a", 5), event(12, "b", 1));
    Progress replay = new Progress(5, LaneState.RETRYING, 0, null, null, NOW, null, null, 6);
    Lane failed = backlog.fail(backlog.takeReady(), replay.from(4));

    takenOver(
        10, Lane.ofRow("lane", 0, FAILED), Lane.ofRow("a", 0, replay), Lane.ofRow("b", 0, replay));

    assertThat(failed.progress()).isEqualTo(replay.from(4));
    assertThat(failed.isDirty()).isTrue();
    assertThat(backlog.takeDue(NOW)).isSameAs(failed);
    assertThat(backlog.takeDue(NOW).progress()).isEqualTo(replay.from(1));
  }

  @Test
  void shouldTakeALaneAsAnotherHasLeftIt() {
    Lane taken = backlog.takeDue(NOW);
    Progress discarded = FAILED.behind(3, NOW);

    takenOver(10, Lane.ofRow("lane", 0, discarded));

    assertThat(taken.replacements()).isEqualTo(1);
    assertThat(taken.progress()).isEqualTo(discarded);
    assertThat(backlog.takeDue(NOW)).isNull();
    backlog.release("lane");
    assertThat(backlog.takeDue(NOW)).isSameAs(taken);
    assertThat(taken.isDirty()).isFalse();
  }

  @Test
  void shouldReadAShardAnewWhoseCursorWasSetBack() {
    feed(12, event(10, "a", 1), event(11, "b", 1));
    FeedEntry underWay = backlog.takeReady();
    Lane taken = backlog.takeDue(NOW);

    takenOver(8);

    assertThat(backlog.readFrom(0)).isEqualTo(8);
    assertThat(backlog.waiting()).isZero();
    assertThat(backlog.lanes()).isEmpty();
    feed(12, event(8, "lane", 3), event(10, "a", 1), event(11, "b", 1));
    assertThat(backlog.takeReady().event().shipmentId()).isEqualTo("b");
    assertThat(backlog.takeReady()).isNull();
    assertThat(underWay.isSettled()).isTrue();
    assertThat(taken.replacements()).isEqualTo(1);
    backlog.release("a");
    backlog.release("lane");
    assertThat(backlog.takeReady().event().shipmentId()).isEqualTo("a");
    assertThat(backlog.takeReady().event().shipmentId()).isEqualTo("lane");
  }
}

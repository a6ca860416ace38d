package io.quayside.notify.lane;

import static io.quayside.notify.lane.FeedEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.notify.lane.EventSource.Chunk;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Order per shipment, lanes, and the cursor that never passes what is not settled. */
class BacklogTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30Z");

  private final Backlog backlog = new Backlog(Map.of(0, new Cursor(10, 12, 3)), List.of());

  private void feed(long next, FeedEvent... events) {
    backlog.add(0, new Chunk(List.of(events), next), event -> true);
  }

  private static Progress retrying(int version, Instant next) {
    return new Progress(version, LaneState.RETRYING, 1, NOW, NOW, next, "status", 500, 0);
  }

  private List<String> takeAll() {
    List<String> ids = new ArrayList<>();
    FeedEntry entry;
    while ((entry = backlog.takeReady()) != null) {
      ids.add(entry.event().stored().id());
    }
    return ids;
  }

  @Test
  void shouldHaveOneEventOfAShipmentUnderWay() {
    feed(14, event(10, "a", 1), event(11, "a", 2), event(13, "b", 1));

    FeedEntry first = backlog.takeReady();
    assertThat(first.event().stored().id()).isEqualTo("a/1");
    assertThat(first.isReplay()).isTrue();
    FeedEntry other = backlog.takeReady();
    assertThat(other.isReplay()).isFalse();
    assertThat(backlog.takeReady()).isNull();

    backlog.settle(other);
    assertThat(backlog.changedCursors()).isEmpty();
    backlog.settle(first);
    assertThat(backlog.changedCursors()).isEqualTo(Map.of(0, 11L));
    assertThat(takeAll()).containsExactly("a/2");
  }

  @Test
  void shouldMoveAFailedShipmentIntoALaneAndPassOverItsEvents() {
    feed(12, event(10, "a", 1), event(11, "a", 2));
    Lane lane = backlog.fail(backlog.takeReady(), retrying(1, NOW.plusSeconds(5)));
    feed(14, event(12, "a", 3), event(13, "b", 1));

    assertThat(backlog.changedCursors()).isEqualTo(Map.of(0, 13L));
    assertThat(takeAll()).containsExactly("b/1");
    assertThat(backlog.takeDue(NOW)).isNull();
    assertThat(backlog.takeDue(NOW.plusSeconds(5))).isSameAs(lane);
    assertThat(backlog.takeDue(NOW.plusSeconds(5))).isNull();
    assertThat(backlog.takeChangedLanes()).containsExactly(lane);
  }

  @Test
  void shouldNotLoseWhatComesWhileALaneEnds() {
    feed(11, event(10, "a", 1));
    Lane lane = backlog.fail(backlog.takeReady(), retrying(1, NOW));
    backlog.takeDue(NOW);
    backlog.tryEnd(lane);
    assertThat(lane.endingAt()).isEqualTo(11);
    feed(12, event(11, "a", 2));
    assertThat(backlog.changedCursors()).isEqualTo(Map.of(0, 11L));

    backlog.ended(lane, true, NOW);

    assertThat(takeAll()).containsExactly("a/2");
  }

  @Test
  void shouldGoOnWithALaneThatDoesNotEnd() {
    feed(11, event(10, "a", 1));
    Lane lane = backlog.fail(backlog.takeReady(), retrying(1, NOW));
    backlog.takeDue(NOW);
    backlog.tryEnd(lane);
    feed(12, event(11, "a", 2));

    backlog.ended(lane, false, NOW.plusSeconds(1));

    assertThat(takeAll()).isEmpty();
    assertThat(backlog.changedCursors()).isEqualTo(Map.of(0, 12L));
    assertThat(backlog.takeDue(NOW.plusSeconds(1))).isSameAs(lane);
  }

  @Test
  void shouldLeaveParkedLanesAlone() {
    Lane parked =
        Lane.ofRow("a", 0, new Progress(4, LaneState.PARKED, 9, NOW, NOW, null, null, null, 0));
    Backlog restarted = new Backlog(Map.of(0, new Cursor(10, 0, 1)), List.of(parked));
    restarted.add(0, new Chunk(List.of(event(10, "a", 5)), 11), event -> true);
    restarted.makeAllDue(NOW);

    assertThat(restarted.takeReady()).isNull();
    assertThat(restarted.takeDue(NOW.plusSeconds(99))).isNull();
    assertThat(restarted.changedCursors()).isEqualTo(Map.of(0, 11L));
  }

  @Test
  void shouldProbeWhatWasNeverTriedFirst() {
    feed(12, event(10, "a", 1), event(11, "b", 1));
    FeedEntry first = backlog.takeLeastTried();
    backlog.putBack(first, NOW);

    assertThat(backlog.takeLeastTried().event().shipmentId()).isEqualTo("b");
    assertThat(backlog.oldestTry()).isEqualTo(NOW);
    assertThat(first.tries()).isEqualTo(1);
  }
}

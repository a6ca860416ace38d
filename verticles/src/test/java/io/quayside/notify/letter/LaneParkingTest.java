package io.quayside.notify.letter;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.EventSource.Chunk;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.lane.LaneStore.Cursor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who parks a lane, and when. */
class LaneParkingTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30Z");
  private static final Event BOOKED = () -> NOW;
  private static final FeedEvent EVENT =
      new FeedEvent(
          0,
          0,
          new StoredEvent(
              Principal.DEFAULT_TENANT,
              "01J9ZQ7YV3M5T8X2C4B6N8P0RS",
              1,
              "t",
              "c",
              Status.BOOKED,
              BOOKED),
          new byte[0]);

  private final Backlog backlog = new Backlog(Map.of(0, new Cursor(0, 0, 1)), List.of());
  private final ManualScheduler scheduler = new ManualScheduler();
  private final ArrayDeque<Future<Boolean>> isOwner = new ArrayDeque<>();
  private final List<Letter> parked = new ArrayList<>();
  private LetterState kept = LetterState.PARKED;
  private boolean closed;

  private Lane park() {
    backlog.add(0, new Chunk(List.of(EVENT), 1), event -> true);
    var entry = Objects.requireNonNull(backlog.takeReady());
    var failed = new Progress(1, LaneState.RETRYING, 5, NOW, NOW, NOW, "status", 500, 0);
    var lane = backlog.failHeld(entry, failed);
    new LaneParking(
            LetterSource.WEBHOOK,
            "webhook:1",
            backlog,
            isOwner::remove,
            letter -> {
              parked.add(letter);
              return Future.succeededFuture(
                  new KeptLetter(letter, 1, kept, null, null, 0, List.of()));
            },
            scheduler,
            InstantSource.fixed(NOW))
        .park(lane, EVENT, "delivery-exhausted", "It was refused", () -> closed);
    return lane;
  }

  @Test
  void shouldParkALaneOnceItsLetterIsKept() {
    isOwner.add(Future.succeededFuture(true));

    var lane = park();

    assertThat(lane.progress().state()).isEqualTo(LaneState.PARKED);
    assertThat(parked).hasSize(1);
  }

  /** What it would park may have been redriven and sent by the next owner. */
  @Test
  void shouldParkNothingAsAFormerOwner() {
    isOwner.add(Future.succeededFuture(false));

    var lane = park();

    assertThat(parked).isEmpty();
    assertThat(lane.progress().state()).isEqualTo(LaneState.RETRYING);
    closed = true;
    scheduler.advance(10_000);
    assertThat(parked).isEmpty();
  }

  /** Redrives of other letters make it a former owner until it has taken over again. */
  @Test
  void shouldParkOnceItHasTakenOverAgain() {
    isOwner.add(Future.succeededFuture(false));
    isOwner.add(Future.succeededFuture(true));

    var lane = park();
    scheduler.advance(100);

    assertThat(parked).hasSize(1);
    assertThat(lane.progress().state()).isEqualTo(LaneState.PARKED);
  }

  /** The letter was redriven before the lane was told that it is parked. */
  @Test
  void shouldGoOnWithALaneThatWasRedrivenMeanwhile() {
    Promise<Boolean> asked = Promise.promise();
    isOwner.add(asked.future());
    var lane = park();
    var redriven = Lane.ofRow(EVENT.shipmentId(), 0, lane.progress().due(NOW.plusSeconds(1)));

    backlog.takenOver(Map.of(0, new Cursor(0, 0, 2)), List.of(redriven));
    asked.complete(true);

    assertThat(backlog.takeDue(NOW.plusSeconds(1))).isSameAs(lane);
    assertThat(lane.progress().state()).isEqualTo(LaneState.RETRYING);
  }

  @Test
  void shouldTryAgainUntilItKnowsWhetherItIsTheOwner() {
    isOwner.add(Future.failedFuture("PostgreSQL is away"));
    isOwner.add(Future.succeededFuture(true));

    var lane = park();
    assertThat(parked).isEmpty();
    scheduler.advance(1_000);

    assertThat(parked).hasSize(1);
    assertThat(lane.progress().state()).isEqualTo(LaneState.PARKED);
  }

  @Test
  void shouldGoOnBehindAnEventThatIsGivenUpOnRecord() {
    isOwner.add(Future.succeededFuture(true));
    kept = LetterState.DISCARDED;

    var lane = park();

    assertThat(lane.progress().nextVersion()).isEqualTo(2);
    assertThat(lane.progress().state()).isEqualTo(LaneState.RETRYING);
  }
}

package io.quayside.edge.live;

import static io.quayside.edge.live.SubscriptionFixture.event;
import static io.quayside.edge.live.SubscriptionFixture.position;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
  private final InMemoryShipment shipment = new InMemoryShipment(3);
  private final InMemoryWire wire = new InMemoryWire(Integer.MAX_VALUE);
  private final SubscriptionFixture given = new SubscriptionFixture(shipment, wire, 1_000);

  /** A subscription that is live at version 3. */
  private Subscription live(boolean positions) {
    var subscription = start(null, positions);
    shipment.answerAll();
    return subscription;
  }

  private Subscription start(Integer after, boolean positions) {
    shipment.followed = true;
    var subscription = given.subscribe(after, positions);
    subscription.start();
    return subscription;
  }

  @Test
  void shouldStartWithTheSnapshotAndGoOnFromIt() {
    live(false);
    given.push(event(4));
    given.push(event(5), event(6));

    assertThat(given.sent()).containsExactly("start 3 recovered snapshot 3", "4", "5", "6");
    assertThat(wire.unflushed).isZero();
  }

  @Test
  void shouldResumeWithTheHistory() {
    start(1, false);
    shipment.answerAll();

    assertThat(given.sent()).containsExactly("start 3 recovered", "2", "3");
  }

  @Test
  void shouldStartAfreshAboveTheLog() {
    start(4, false);
    shipment.answerAll();

    assertThat(given.sent()).containsExactly("start 3 snapshot 3");
  }

  @Test
  void shouldSendNothingBeforeItHasBegun() {
    shipment.followed = false;
    var subscription = given.subscribe(0, true);
    subscription.start();
    shipment.answerAll();
    given.push(event(4), position(1));
    assertThat(given.sent()).isEmpty();

    shipment.append(1);
    shipment.followed = true;
    shipment.answerAll();

    assertThat(given.sent()).containsExactly("start 4 recovered", "1", "2", "3", "4", "p1");
  }

  @Test
  void shouldPageThroughALongGapAsFastAsThePeerReads() {
    int last = 2 * Subscription.PAGE + 50;
    shipment.append(last - 3);
    var slow = new InMemoryWire(10);
    var host = new SubscriptionFixture(shipment, slow, Subscription.PAGE + 1);
    shipment.followed = true;
    host.subscribe(0, false).start();
    shipment.answerAll();
    assertThat(pagesAsked()).as("the next page waits for the peer").isEqualTo(1);

    for (int reads = 0; reads < last; reads++) {
      slow.readAll();
      shipment.answerAll();
    }

    assertThat(slow.closes).isEmpty();
    assertThat(host.sent().subList(1, host.sent().size()))
        .isEqualTo(IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList());
    assertThat(pagesAsked()).isEqualTo(3);
  }

  private long pagesAsked() {
    return shipment.asked.stream().filter(question -> question.startsWith("events")).count();
  }

  @Test
  void shouldReadAgainWhatIsTooMuchToHold() {
    start(0, false);
    shipment.append(7);
    for (int version = 4; version <= 10; version++) {
      given.push(event(version));
    }
    shipment.projected = 3;
    shipment.answerAll();
    shipment.projected = 10;
    shipment.answerAll();

    assertThat(given.sent())
        .containsExactly("start 10 recovered", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
  }

  @Test
  void shouldFillAHoleBetweenPushes() {
    live(false);
    shipment.append(3);
    given.push(event(6));
    given.push(event(7));
    assertThat(given.sent()).hasSize(1);

    shipment.answerAll();
    given.push(event(8));

    assertThat(given.sent().subList(1, 6)).containsExactly("4", "5", "6", "7", "8");
  }

  /** Two holes: what is held may have one itself. */
  @Test
  void shouldFillHolesBetweenHeldPushes() {
    live(false);
    given.push(event(5));
    given.push(event(7));
    shipment.append(1);
    shipment.answerAll();
    assertThat(given.sent().subList(1, 3)).containsExactly("4", "5");
    given.push(event(8));
    shipment.append(4);
    shipment.answerAll();
    given.push(event(9));

    assertThat(given.sent().subList(1, 7)).containsExactly("4", "5", "6", "7", "8", "9");
    assertThat(shipment.asked).containsOnlyOnce("shipment 4").containsOnlyOnce("shipment 6");
  }

  @Test
  void shouldPassOverPushesThatItHasSent() {
    live(false);
    given.push(event(3), event(4));
    given.push(event(2));
    given.push(event(4), event(5));

    assertThat(given.sent().subList(1, 3)).containsExactly("4", "5");
    assertThat(given.sent()).hasSize(3);
  }

  @Test
  void shouldAskTheLogWhenPushesMayHaveBeenMissed() {
    var subscription = live(false);
    shipment.append(2);
    subscription.recheck();
    given.push(event(6));
    subscription.recheck();
    shipment.append(1);
    shipment.answerAll();
    given.push(event(7));

    assertThat(given.sent().subList(1, 5)).containsExactly("4", "5", "6", "7");
  }

  @Test
  void shouldAskTheLogAgainWhereThatWasToldBeforeTheStart() {
    shipment.followed = false;
    var subscription = given.subscribe(null, false);
    subscription.start();
    shipment.answerAll();
    // Logged after the version was asked for, and before pushes reach this node.
    shipment.logged = 4;
    subscription.recheck();
    shipment.followed = true;
    shipment.answerAll();
    shipment.projected = 4;
    shipment.answerAll();

    assertThat(given.sent()).containsExactly("start 3 recovered snapshot 3", "4");
  }

  @Test
  void shouldTellTheNewestPositionOnceBehindTheStart() {
    shipment.loggedPosition = 7;
    shipment.projectedPosition = 7;
    start(1, true);
    given.push(position(7));
    shipment.answerAll();
    given.push(position(7));
    given.push(event(4), position(8));

    assertThat(given.sent()).containsExactly("start 3 recovered", "p7", "2", "3", "p7", "4", "p8");
  }

  @Test
  void shouldTellAPositionThatTheReadModelDoesNotHaveYet() {
    shipment.loggedPosition = 7;
    start(null, true);
    shipment.answerAll();
    assertThat(given.sent()).isEmpty();

    shipment.projectedPosition = 7;
    shipment.answerAll();

    assertThat(given.sent()).containsExactly("start 3 recovered snapshot 3", "p7");
  }

  @Test
  void shouldNotRepeatThePositionOfTheStartThatComesAsAPush() {
    shipment.loggedPosition = 7;
    shipment.projectedPosition = 7;
    live(true);
    given.push(event(4), position(7));
    given.push(position(8));
    given.push(position(7));

    assertThat(given.sent()).containsExactly("start 3 recovered snapshot 3", "p7", "4", "p8", "p7");
  }

  @Test
  void shouldTellNoPositionToASubscriberThatWantsNone() {
    shipment.loggedPosition = 7;
    shipment.projectedPosition = 7;
    start(null, false);
    given.push(position(8));
    shipment.answerAll();
    given.push(position(9));
    given.push(event(4), position(10));

    assertThat(given.sent()).containsExactly("start 3 recovered snapshot 3", "4");
  }

  @Test
  void shouldKeepTheNewestPositionWhileItCatchesUp() {
    start(0, true);
    given.push(position(1));
    given.push(position(2), event(4));
    shipment.append(1);
    shipment.answerAll();

    assertThat(given.sent()).containsExactly("start 4 recovered", "1", "2", "3", "4", "p2");
  }

  @Test
  void shouldRefuseWhatFailsBeforeTheStart() {
    start(null, false);
    shipment.failure = new Problem(ProblemCode.SHIPMENT_NOT_FOUND, "none").toException();
    shipment.answerAll();

    assertThat(given.refusals).containsExactly("shipment-not-found");
    assertThat(given.sent()).isEmpty();
    assertThat(wire.closes).isEmpty();
  }

  @Test
  void shouldCloseWhatFailsAfterTheStart() {
    live(false);
    given.push(event(5));
    shipment.failure = new Problem(ProblemCode.TEMPORARILY_UNAVAILABLE, "gone").toException();
    shipment.answerAll();
    given.push(event(4), event(5));

    assertThat(given.refusals).isEmpty();
    assertThat(wire.closes).containsExactly(CloseCode.LOST_TRACK);
    assertThat(given.sent()).hasSize(1);
  }

  /** The read model says that it has the version, but the history does not. */
  @Test
  void shouldCloseWhereTheHistoryEndsTooSoon() {
    live(false);
    given.push(event(6));
    shipment.projected = 5;
    var question = shipment.answerOne(new Random(0));
    shipment.projected = 4;
    shipment.answerAll();

    assertThat(question).isTrue();
    assertThat(given.sent()).endsWith("4");
    assertThat(wire.closes).containsExactly(CloseCode.LOST_TRACK);
  }

  @Test
  void shouldSendNothingAfterItsEnd() {
    for (int answers = 0; answers < 6; answers++) {
      var each = new SubscriptionFixture(new InMemoryShipment(3), new InMemoryWire(100), 100);
      each.shipment.followed = true;
      var subscription = each.subscribe(0, true);
      subscription.start();
      for (int i = 0; i < answers; i++) {
        each.shipment.answerOne(new Random(i));
      }
      subscription.end();
      var before = List.copyOf(each.sent());
      each.push(event(4), position(1));
      subscription.recheck();
      each.shipment.answerAll();

      assertThat(each.sent()).as("after %d answers", answers).isEqualTo(before);
      assertThat(each.refusals).isEmpty();
      assertThat(each.wire.closes).isEmpty();
    }
  }

  @Test
  void shouldEndWhereThePeerIsTooSlow() {
    var slow = new InMemoryWire(1);
    var host = new SubscriptionFixture(shipment, slow, 2);
    shipment.followed = true;
    host.subscribe(null, false).start();
    shipment.answerAll();
    for (int version = 4; version <= 7; version++) {
      host.push(event(version));
    }
    slow.open();

    assertThat(slow.closes).containsExactly(CloseCode.TOO_SLOW);
    assertThat(host.sent()).containsExactly("start 3 recovered snapshot 3");
  }
}

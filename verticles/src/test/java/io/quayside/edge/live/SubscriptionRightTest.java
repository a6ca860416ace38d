package io.quayside.edge.live;

import static io.quayside.edge.live.SubscriptionFixture.assignment;
import static io.quayside.edge.live.SubscriptionFixture.event;
import static io.quayside.edge.live.SubscriptionFixture.position;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Role;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may read a shipment, while it is subscribed to: MAEU carries it until version 4 at least. */
class SubscriptionRightTest {
  private static final String START = "start 3 recovered snapshot 3";

  private final InMemoryShipment shipment = new InMemoryShipment(3);
  private final InMemoryWire wire = new InMemoryWire(Integer.MAX_VALUE);
  private final SubscriptionFixture given = new SubscriptionFixture(shipment, wire, 1_000);

  @BeforeEach
  void assignCarrier() {
    shipment.carriers.put(2, "MAEU");
    shipment.followed = true;
    given.principal = ManualAuthenticator.principal("maersk", Role.CARRIER);
  }

  private Subscription start(Integer after) {
    var subscription = given.subscribe(after, true);
    subscription.start();
    shipment.answerAll();
    return subscription;
  }

  private void reassign(int version, String carrier) {
    shipment.carriers.put(version, carrier);
    shipment.logged = Math.max(shipment.logged, version);
    shipment.projected = shipment.logged;
  }

  @Test
  void shouldRefuseASubscriberWithoutTheRight() {
    shipment.carriers.put(3, "HLCU");
    start(null);

    assertThat(given.refusals).containsExactly("shipment-not-found");
    assertThat(given.sent()).isEmpty();
  }

  @Test
  void shouldRefuseToResumeWhereTheRightHasEndedMeanwhile() {
    shipment.carriers.put(3, "HLCU");
    start(2);

    assertThat(given.refusals).containsExactly("shipment-not-found");
    assertThat(given.sent()).isEmpty();
  }

  @Test
  void shouldEndWithTheEventThatEndsTheRight() {
    start(null);
    reassign(5, "HLCU");
    given.push(event(4), assignment(5), event(6), position(1));
    given.push(event(7));
    shipment.answerAll();
    given.push(event(8), position(2));

    assertThat(given.sent()).containsExactly(START, "4", "5", "forbidden");
    assertThat(wire.closes).isEmpty();
  }

  @Test
  void shouldGoOnWhereTheRightStays() {
    start(null);
    reassign(4, "MAEU");
    given.push(assignment(4), event(5), position(1));
    assertThat(given.sent()).containsExactly(START, "4");
    shipment.answerAll();
    given.push(event(6));

    assertThat(given.sent()).containsExactly(START, "4", "5", "p1", "6");
  }

  /** It comes back with a later event; what lies between is not the carrier's to read. */
  @Test
  void shouldEndAlsoWhereTheRightComesBackLater() {
    start(null);
    reassign(4, "HLCU");
    reassign(5, "MAEU");
    given.push(assignment(4), assignment(5));
    shipment.answerAll();

    assertThat(given.sent()).containsExactly(START, "4", "forbidden");
  }

  @Test
  void shouldJudgeEventsThatItReadsFromTheHistory() {
    start(null);
    reassign(5, "HLCU");
    shipment.append(3);
    given.push(event(8));
    shipment.answerAll();

    assertThat(given.sent()).containsExactly(START, "4", "5", "forbidden");
  }

  @Test
  void shouldReadOnInTheHistoryWhereTheRightStays() {
    var subscription = start(null);
    reassign(5, "MAEU");
    shipment.append(3);
    subscription.recheck();
    shipment.answerAll();
    given.push(event(9));

    assertThat(given.sent()).containsExactly(START, "4", "5", "6", "7", "8", "9");
  }

  @Test
  void shouldJudgeEventsThatItHasHeld() {
    var subscription = given.subscribe(null, false);
    subscription.start();
    given.push(event(3), assignment(4), event(5));
    shipment.carriers.put(4, "HLCU");
    shipment.answerAll();
    assertThat(given.sent()).containsExactly(START, "4");
    shipment.append(2);
    shipment.answerAll();

    assertThat(given.sent()).containsExactly(START, "4", "forbidden");
  }

  @Test
  void shouldNotJudgeWhoseRightNoEventCanEnd() {
    for (var role : new Role[] {Role.SHIPPER, Role.SERVICE, Role.OPERATOR}) {
      var each = new SubscriptionFixture(shipment, new InMemoryWire(100), 100);
      each.principal = ManualAuthenticator.principal("erp", role);
      each.subscribe(null, false).start();
      shipment.answerAll();
      each.push(assignment(4), event(5));

      assertThat(each.sent()).as(role.word()).endsWith("4", "5");
    }
  }

  @Test
  void shouldEndWhereNewCredentialsDoNotCoverTheShipment() {
    given.principal = ManualAuthenticator.principal("maersk", Role.SERVICE);
    var subscription = start(null);
    reassign(4, "HLCU");
    given.push(assignment(4));
    given.principal = ManualAuthenticator.principal("maersk", Role.CARRIER);
    subscription.judge();
    given.push(event(5));
    shipment.answerAll();

    assertThat(given.sent()).containsExactly(START, "4", "forbidden");
  }

  @Test
  void shouldGoOnWhereNewCredentialsCoverTheShipment() {
    var subscription = start(null);
    subscription.judge();
    given.push(event(4), position(1));
    shipment.answerAll();

    assertThat(given.sent()).containsExactly(START, "4", "p1");
  }

  @Test
  void shouldJudgeNewCredentialsWhileItCatchesUp() {
    given.principal = ManualAuthenticator.principal("maersk", Role.SERVICE);
    shipment.carriers.put(3, "HLCU");
    for (int answers = 0; answers < 12; answers++) {
      var each = new SubscriptionFixture(shipment, new InMemoryWire(100), 100);
      var subscription = each.subscribe(0, false);
      subscription.start();
      for (int i = 0; i < answers; i++) {
        shipment.answerOne(new Random(i));
      }
      each.principal = ManualAuthenticator.principal("maersk", Role.CARRIER);
      subscription.judge();
      shipment.answerAll();

      var ended = each.sent().isEmpty() ? each.refusals : each.sent();
      assertThat(ended)
          .as("after %d answers", answers)
          .last()
          .asString()
          .isIn("shipment-not-found", "forbidden");
    }
  }

  /** Nothing more is sent to a reader of whom it is not known whether it may read. */
  @Test
  void shouldCloseWhereTheRightCannotBeJudged() {
    start(null);
    shipment.logged = 5;
    given.push(assignment(4), event(5));
    shipment.failure = new Problem(ProblemCode.TEMPORARILY_UNAVAILABLE, "gone").toException();
    shipment.answerAll();

    assertThat(given.sent()).containsExactly(START, "4");
    assertThat(wire.closes).containsExactly(CloseCode.LOST_TRACK);
  }

  /** A socket that was closed has no principal whose right could be judged. */
  @Test
  void shouldJudgeNoRightOnceThePeerIsTooSlow() {
    var slow = new InMemoryWire(1);
    var host = new SubscriptionFixture(shipment, slow, 2);
    shipment.followed = true;
    host.subscribe(null, false).start();
    shipment.answerAll();
    host.push(assignment(4), assignment(5), assignment(6), assignment(7));
    host.push(assignment(8));

    assertThat(slow.closes).containsExactly(CloseCode.TOO_SLOW);
  }
}

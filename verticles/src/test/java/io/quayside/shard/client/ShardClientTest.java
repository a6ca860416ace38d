package io.quayside.shard.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.ownership.InMemoryShardTable;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client over a transport that the test answers by hand, in a time that the test advances. */
class ShardClientTest {
  private static final int SHARDS = 12;
  private static final String SHIPMENT = "0123456789ABCDEFGHJKMNPQRS";
  private static final UUID SELF = new UUID(0, 1);
  private static final UUID OWNER = new UUID(0, 2);
  private static final UUID FORMER = new UUID(0, 3);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryShardTable table = new InMemoryShardTable(SELF, SHARDS);
  private final ManualTransport transport = new ManualTransport();
  private final ShardClient client = new ShardClient(scheduler, SHARDS, table, transport);
  private final int shard = client.shardOf(SHIPMENT);

  @BeforeEach
  void joinMembers() {
    table.join(OWNER);
    table.join(FORMER);
  }

  @Test
  void shouldAskTheOwnerAndPassItsAnswerOn() {
    table.assign(shard, OWNER);

    var answer = client.ask(version());
    var attempt = transport.sentTo(OWNER);
    assertThat(attempt.shard()).isEqualTo(shard);
    assertThat(attempt.request()).isEqualTo(version());
    attempt.answer().succeed(new Version(7));

    assertThat(answer.result()).isEqualTo(new Version(7));
  }

  @Test
  void shouldFailTheCallerByADefectOfTheShard() {
    table.assign(shard, OWNER);
    var defect = new IllegalStateException("a defect");

    var answer = client.ask(version());
    transport.sentTo(OWNER).answer().fail(defect);
    scheduler.advance(ShardClient.DEADLINE_MILLIS);

    assertThat(answer.cause()).isSameAs(defect);
    assertThat(transport.sent).isEmpty();
  }

  @Test
  void shouldAnswerUnavailableAtTheDeadlineAndNoEarlier() {
    table.assign(shard, OWNER);

    var answer = client.ask(version());
    var attempt = transport.sentTo(OWNER);
    scheduler.advance(ShardClient.DEADLINE_MILLIS - 1);
    assertThat(answer.isComplete()).isFalse();
    scheduler.advance(1);
    assertUnavailable(answer);

    attempt.answer().succeed(new Version(7));
    assertUnavailable(answer);
  }

  @Test
  void shouldHoldEachRequestToItsOwnDeadline() {
    table.assign(shard, OWNER);

    var first = client.ask(version());
    scheduler.advance(1_000);
    var second = client.ask(version());
    scheduler.advance(ShardClient.DEADLINE_MILLIS - 1_000);

    assertUnavailable(first);
    assertThat(second.isComplete()).isFalse();
    scheduler.advance(1_000);
    assertUnavailable(second);
  }

  @Test
  void shouldDropTheTransportsRequestsAtTheSameAge() {
    scheduler.advance(50);

    assertThat(transport.expiredNanos)
        .isEqualTo(TimeUnit.MILLISECONDS.toNanos(ShardClient.DEADLINE_MILLIS));
  }

  @Test
  void shouldRetryUntilAnOwnerIsKnown() {
    var answer = client.ask(version());
    scheduler.advance(1_000);
    assertThat(transport.sent).isEmpty();

    table.assign(shard, OWNER);
    scheduler.advance(25);
    transport.sentTo(OWNER).answer().succeed(new Version(1));

    assertThat(answer.result()).isEqualTo(new Version(1));
  }

  @Test
  void shouldStopRetryingAtTheDeadline() {
    var answer = client.ask(version());
    scheduler.advance(ShardClient.DEADLINE_MILLIS);
    assertUnavailable(answer);

    table.assign(shard, OWNER);
    scheduler.advance(1_000);

    assertThat(transport.sent).isEmpty();
  }

  @Test
  void shouldAskOwnerAndFormerOwnerByTurns() {
    table.assign(shard, FORMER);
    table.assign(shard, OWNER);

    var answer = client.ask(version());
    transport.sentTo(OWNER).notServed();
    transport.sentTo(OWNER).notServed();
    assertThat(transport.sent).as("before the pause").isEmpty();
    scheduler.advance(25);
    transport.sentTo(FORMER).notServed();
    transport.sentTo(OWNER).notServed();
    assertThat(transport.sent).as("before the pause").isEmpty();
    scheduler.advance(25);
    transport.sentTo(FORMER).answer().succeed(new Version(3));

    assertThat(answer.result()).isEqualTo(new Version(3));
  }

  @Test
  void shouldAskOnlyTheOwnerWhereTheFormerOneHasLeft() {
    table.assign(shard, FORMER);
    table.assign(shard, OWNER);
    table.leave(FORMER);

    client.ask(version());
    for (int i = 0; i < 6; i++) {
      transport.sentTo(OWNER).notServed();
      scheduler.advance(25);
    }
  }

  @Test
  void shouldAskFirstTheNodeThatAnsweredLast() {
    answeredBy(FORMER);
    table.assign(shard, OWNER);

    client.ask(version());
    transport.sentTo(FORMER).notServed();
    transport.sentTo(OWNER).answer().succeed(new Version(2));

    client.ask(version());
    transport.sentTo(OWNER);
  }

  @Test
  void shouldNotAskFirstANodeThatIsAboutToLeave() {
    answeredBy(FORMER);
    table.assign(shard, OWNER);
    table.deactivate(FORMER);

    client.ask(version());

    transport.sentTo(OWNER);
  }

  @Test
  void shouldRepeatWhatALeavingMemberHasNotAnswered() {
    table.assign(shard, FORMER);
    var answer = client.ask(command());
    assertThat(transport.sentTo(FORMER).request()).isEqualTo(command());

    table.assign(shard, OWNER);
    table.leave(FORMER);
    scheduler.advance(25);

    var repeated = transport.sentTo(OWNER);
    assertThat(repeated.request()).isEqualTo(repetition());
    repeated.answer().succeed(new Version(1));
    assertThat(answer.result()).isEqualTo(new Version(1));
  }

  @Test
  void shouldLeaveAloneWhatOtherMembersHave() {
    table.assign(shard, OWNER);
    client.ask(command());
    transport.sentTo(OWNER);

    table.leave(FORMER);
    scheduler.advance(1_000);

    assertThat(transport.sent).isEmpty();
  }

  @Test
  void shouldNotRepeatWhatALeavingMemberHasAnswered() {
    table.assign(shard, FORMER);
    client.ask(command());
    transport.sentTo(FORMER).answer().succeed(new Version(1));

    table.leave(FORMER);
    scheduler.advance(1_000);

    assertThat(transport.sent).isEmpty();
  }

  @Test
  void shouldMarkACommandAsRepeatedWhereItMayHaveArrived() {
    table.assign(shard, OWNER);
    client.ask(command());

    transport.sentTo(OWNER).unreachable();

    assertThat(transport.sentTo(OWNER).request()).isEqualTo(repetition());
  }

  @Test
  void shouldNotMarkACommandAsRepeatedThatWasRefused() {
    table.assign(shard, OWNER);
    client.ask(command());

    transport.sentTo(OWNER).notServed();

    assertThat(transport.sentTo(OWNER).request()).isEqualTo(command());
  }

  @Test
  void shouldIgnoreALateFailureOfAnEarlierAttempt() {
    table.assign(shard, FORMER);
    var answer = client.ask(command());
    var earlier = transport.sentTo(FORMER);
    table.assign(shard, OWNER);
    table.leave(FORMER);

    earlier.unreachable();
    earlier.answer().fail(new IllegalStateException("a defect"));
    assertThat(answer.isComplete()).isFalse();
    scheduler.advance(25);
    var current = transport.sentTo(OWNER);
    earlier.notServed();

    assertThat(transport.sent).isEmpty();
    current.answer().succeed(new Version(1));
    assertThat(answer.result()).isEqualTo(new Version(1));
  }

  @Test
  void shouldTakeALateAnswerOfAnEarlierAttempt() {
    table.assign(shard, FORMER);
    var answer = client.ask(command());
    var earlier = transport.sentTo(FORMER);
    table.assign(shard, OWNER);
    table.leave(FORMER);
    scheduler.advance(25);
    var current = transport.sentTo(OWNER);

    earlier.answer().succeed(new Version(1));
    assertThat(answer.result()).isEqualTo(new Version(1));

    current.answer().succeed(new Version(2));
    assertThat(answer.result()).isEqualTo(new Version(1));
  }

  @Test
  void shouldNotRepeatAgainWhileAPauseIsRunning() {
    table.assign(shard, OWNER);
    table.assign(shard, FORMER);
    client.ask(version());
    transport.sentTo(FORMER).notServed();
    transport.sentTo(FORMER).notServed();

    table.leave(FORMER);
    table.assign(shard, OWNER);
    scheduler.advance(25);

    transport.sentTo(OWNER);
  }

  private void answeredBy(UUID node) {
    table.assign(shard, node);
    client.ask(version());
    transport.sentTo(node).answer().succeed(new Version(1));
  }

  private static ShardRequest version() {
    return new ReadVersion(SHIPMENT, Principal.ANONYMOUS, 1, false);
  }

  private static Decide command() {
    return new Decide(SHIPMENT, new ReleaseShipment(), Principal.ANONYMOUS, "C", false, 3, null);
  }

  /** The shard looks for the outcome of an earlier attempt. */
  private static Decide repetition() {
    return new Decide(SHIPMENT, new ReleaseShipment(), Principal.ANONYMOUS, "C", true, 3, null);
  }

  private static void assertUnavailable(Future<ShardAnswer> answer) {
    assertThat(answer.result())
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.problem().code())
                    .isEqualTo(ProblemCode.TEMPORARILY_UNAVAILABLE));
  }
}

package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Several;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.ShardRequest.TakePositions;
import io.quayside.shard.replication.Replica;
import io.quayside.shard.replication.WindowReplication;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a shard answers where another owner writes it too and it has read nothing of that yet (at
 * first it let the shipment's actor go while it asked the log, whose answer then reached another
 * actor), where the projection is behind, and where a shipment's mailbox is full.
 */
class ShardTest {
  private static final String ID = "7ZZZZZZZZZZZZZZZZZZZZZZZZ0";

  private static final ShipmentCommand ASSIGNMENT = new ShipmentCommand.AssignCarrier("DHLC", "V1");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final MemoryLog events = new MemoryLog();
  private final MemoryLog positions = new MemoryLog();
  private Instant now = NOW;
  private final UnprojectedModels models = new UnprojectedModels();

  private final Shard ahead = shard();
  private final Shard behind = shard();

  private Shard shard() {
    return new Shard(
        events,
        0,
        positions,
        0,
        models,
        models,
        WindowReplication.inherit(Replica.NONE, () -> 1, 0).result(),
        Contexts.STANDARD,
        new ManualProtocol(1),
        () -> now,
        ShardLimits.DEFAULT,
        new Metrics(new SimpleMeterRegistry()));
  }

  @Test
  void shouldFindAShipmentThatAnotherOwnerBooked() {
    book();

    assertThat(answer(ask(behind, new ReadVersion(ID, Principal.ANONYMOUS, 1, false))))
        .isEqualTo(new ShardAnswer.Version(1));
  }

  @Test
  void shouldTakeAnUpdateOfAShipmentThatAnotherOwnerBooked() {
    book();

    assertThat(answer(ask(behind, new TakePosition(ID, update(), Principal.ANONYMOUS, null))))
        .isEqualTo(new Taken(Verdict.ACCEPTED));
  }

  @Test
  void shouldTellTheVersionThatItsCallerHasHeardOf() {
    book();
    answer(ask(behind, new ReadVersion(ID, Principal.ANONYMOUS, 1, false)));
    accept(new ShipmentCommand.AssignCarrier("DHLC", "V1"), "KEY2-1");
    accept(new ShipmentCommand.AssignCarrier("DHLC", "V2"), "KEY3-1");

    assertThat(answer(ask(behind, new ReadVersion(ID, Principal.ANONYMOUS, 2, false))))
        .isEqualTo(new ShardAnswer.Version(3));
  }

  @Test
  void shouldSayWhatTheLogSaysWhereTheCallerHasHeardOfTooMuch() {
    book();

    assertThat(answer(ask(behind, new ReadVersion(ID, Principal.ANONYMOUS, 9, false))))
        .isEqualTo(new ShardAnswer.Version(1));
  }

  @Test
  void shouldTellTheVersionWhenPositionsAreProjectedToACallerThatNeedsThem() {
    book();
    assertThat(answer(ask(ahead, new ReadVersion(ID, Principal.ANONYMOUS, 1, true))))
        .as("there are none")
        .isEqualTo(new ShardAnswer.Version(1));
    answer(ask(ahead, new TakePosition(ID, update(), Principal.ANONYMOUS, null)));
    models.projection = Promise.promise();

    var told = ask(ahead, new ReadVersion(ID, Principal.ANONYMOUS, 1, true));
    assertThat(told.isComplete()).isFalse();
    assertThat(answer(ask(ahead, new ReadVersion(ID, Principal.ANONYMOUS, 1, false))))
        .isEqualTo(new ShardAnswer.Version(1));
    accept(ASSIGNMENT, "KEY2-1");
    models.projection.complete();
    assertThat(answer(told)).isEqualTo(new ShardAnswer.Version(2));

    models.projection = Promise.promise();
    var given = ask(ahead, new ReadVersion(ID, Principal.ANONYMOUS, 1, true));
    ahead.close();
    models.projection.fail("closed");
    assertThat(((ShardAnswer.Refused) answer(given)).problem().code())
        .isEqualTo(ProblemCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void shouldHoldTheAnswerToManyUpdatesBackWhileTheProjectionIsBehind() {
    book();
    models.isBehind = true;
    var many =
        new TakePositions(
            List.of(
                new TakePosition(ID, update(), Principal.ANONYMOUS, null),
                new TakePosition(ID, update(), Principal.ANONYMOUS, null)));

    var first = ask(ahead, many);
    ahead.tick();
    assertThat(first.isComplete()).isFalse();
    now = NOW.plusSeconds(1);
    ahead.tick();
    assertThat(answer(first))
        .isEqualTo(new Several(List.of(new Taken(Verdict.ACCEPTED), new Taken(Verdict.DUPLICATE))));

    var second = ask(ahead, many);
    models.isBehind = false;
    ahead.tick();
    assertThat(second.succeeded()).isTrue();

    models.isBehind = true;
    var third = ask(ahead, many);
    assertThat(answer(ask(ahead, new TakePosition(ID, update(), Principal.ANONYMOUS, null))))
        .isEqualTo(new Taken(Verdict.DUPLICATE));
    ahead.close();
    assertThat(third.succeeded()).isTrue();
  }

  @Test
  void shouldTakeUpdatesWhileCommandsFillTheMailbox() {
    book();
    events.holdAnswers();
    List<Future<ShardAnswer>> asked = new ArrayList<>();
    // One is under way, the others wait for it.
    for (int i = 0; i <= ShardLimits.DEFAULT.mailbox(); i++) {
      asked.add(ask(ahead, keyed(ASSIGNMENT, "BUSY" + i + "-1")));
    }

    var oneMore = answer(ask(ahead, keyed(ASSIGNMENT, "MORE-1")));
    assertThat(((ShardAnswer.Refused) oneMore).problem().code()).isEqualTo(ProblemCode.OVERLOADED);
    assertThat(answer(ask(ahead, new TakePosition(ID, update(), Principal.ANONYMOUS, null))))
        .isEqualTo(new Taken(Verdict.ACCEPTED));

    assertThat(asked).noneMatch(Future::isComplete);
    events.release();
    assertThat(asked)
        .allSatisfy(
            command -> assertThat(answer(command)).isInstanceOf(ShardAnswer.Accepted.class));
  }

  private static Future<ShardAnswer> ask(Shard shard, ShardRequest request) {
    Promise<ShardAnswer> answer = Promise.promise();
    shard.ask(request, answer);
    return answer.future();
  }

  private void book() {
    var cargo = new Cargo("apples", 10, 1200, null);
    accept(
        new ShipmentCommand.BookShipment(
            new Booking("R-1", "Baltic Foods", Mode.ROAD, "DEHAM", "SEGOT", cargo, null, null)),
        "KEY1-1");
  }

  private PositionUpdate update() {
    return new PositionUpdate("truck", new SequenceNumber(0, 1), NOW, Measurements.at(54.3, 10.1));
  }

  private static ShardAnswer answer(Future<ShardAnswer> asked) {
    assertThat(asked.succeeded()).isTrue();
    return asked.result();
  }

  private void accept(ShipmentCommand command, String commandId) {
    assertThat(answer(ask(ahead, keyed(command, commandId))))
        .isInstanceOf(ShardAnswer.Accepted.class);
  }

  private static Decide keyed(ShipmentCommand command, String commandId) {
    return new Decide(ID, command, Principal.ANONYMOUS, commandId, true, null, null);
  }
}

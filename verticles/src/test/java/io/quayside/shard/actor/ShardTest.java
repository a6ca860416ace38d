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
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.LogEntry;
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
import io.vertx.core.Completable;
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
  private boolean projectionIsBehind;

  /** Completed when all is projected. */
  private Promise<Void> projection = Promise.promise();

  private final Shard ahead = shard();
  private final Shard behind = shard();

  private Shard shard() {
    var nothing = new NothingProjected();
    return new Shard(
        events,
        0,
        positions,
        0,
        nothing,
        nothing,
        WindowReplication.inherit(Replica.NONE, () -> 1, 0).result(),
        Contexts.STANDARD,
        () -> 1,
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
    projection = Promise.promise();

    var told = ask(ahead, new ReadVersion(ID, Principal.ANONYMOUS, 1, true));
    assertThat(told.isComplete()).isFalse();
    assertThat(answer(ask(ahead, new ReadVersion(ID, Principal.ANONYMOUS, 1, false))))
        .isEqualTo(new ShardAnswer.Version(1));
    accept(ASSIGNMENT, "KEY2-1");
    projection.complete();
    assertThat(answer(told)).isEqualTo(new ShardAnswer.Version(2));

    projection = Promise.promise();
    var given = ask(ahead, new ReadVersion(ID, Principal.ANONYMOUS, 1, true));
    ahead.close();
    projection.fail("closed");
    assertThat(((ShardAnswer.Refused) answer(given)).problem().code())
        .isEqualTo(ProblemCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void shouldHoldTheAnswerToManyUpdatesBackWhileTheProjectionIsBehind() {
    book();
    projectionIsBehind = true;
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
    projectionIsBehind = false;
    ahead.tick();
    assertThat(second.succeeded()).isTrue();

    projectionIsBehind = true;
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

  /** A partition in memory, which answers at once, or when it is told to. */
  private static final class MemoryLog implements Log {
    private final List<LogRecord> records = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;

    void holdAnswers() {
      holding = true;
    }

    void release() {
      holding = false;
      held.forEach(Runnable::run);
      held.clear();
    }

    @Override
    public void append(
        String key, byte[] value, String caller, String traceparent, Completable<Long> appended) {
      long offset = records.size();
      records.add(new LogRecord(offset, key, value, caller));
      if (holding) {
        held.add(() -> appended.succeed(offset));
      } else {
        appended.succeed(offset);
      }
    }

    @Override
    public Future<Chunk> read(long from, long to) {
      return Future.succeededFuture(
          new Chunk(List.copyOf(records.subList((int) from, (int) to)), to));
    }

    @Override
    public Future<Long> end() {
      return Future.succeededFuture((long) records.size());
    }
  }

  /** Read models that are far behind. */
  private final class NothingProjected implements ShipmentStore, ShardOutput {
    @Override
    public Future<ShipmentStream> stream(String shipmentId) {
      return Future.succeededFuture(Contexts.STANDARD.empty(shipmentId));
    }

    @Override
    public Future<Receipt> receipt(String shipmentId, String keyPart) {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<String>> commandIds(String shipmentId, int upTo) {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<SequenceWindow> window(String shipmentId, String deviceId) {
      return Future.succeededFuture(new SequenceWindow());
    }

    @Override
    public void read(LogEntry<StoredEvent> entry) {}

    @Override
    public void event(LogEntry<StoredEvent> entry, ShipmentStream after, long settled) {}

    @Override
    public void position(LogEntry<LoggedPosition> entry, boolean newDevice) {}

    @Override
    public boolean behind() {
      return projectionIsBehind;
    }

    @Override
    public boolean full() {
      return false;
    }

    @Override
    public long eventsProjected() {
      return 0;
    }

    @Override
    public long positionsProjected() {
      return 0;
    }

    @Override
    public Future<Void> projected() {
      return projection.future();
    }
  }
}

package io.quayside.shard.actor;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import io.quayside.log.envelope.EventCodec;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.replication.Replica;
import io.quayside.shard.replication.WindowReplication;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shipments that a shard cannot go on with, from its own reading or an earlier owner's. */
class ParkedShipmentsTest {
  private static final String ID = "7ZZZZZZZZZZZZZZZZZZZZZZZZ0";
  private static final ParkedShipment ROW = new ParkedShipment(ID, "LETTER", 0, "no event");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final MemoryLog events = new MemoryLog();
  private final UnprojectedModels models = new UnprojectedModels();
  private final Shard shard = shard();

  private Shard shard() {
    return new Shard(
        events,
        0,
        new MemoryLog(),
        0,
        models,
        models,
        WindowReplication.inherit(Replica.NONE, () -> 1, 0).result(),
        Contexts.STANDARD,
        new ManualProtocol(1),
        () -> NOW,
        ShardLimits.DEFAULT,
        new Metrics(new SimpleMeterRegistry()));
  }

  private static ShardAnswer ask(Shard asked, ShipmentCommand command, String commandId) {
    Promise<ShardAnswer> answer = Promise.promise();
    asked.ask(new Decide(ID, command, Principal.ANONYMOUS, commandId, true, null, null), answer);
    assertThat(answer.future().succeeded()).isTrue();
    return answer.future().result();
  }

  private static void book(Shard asked) {
    var cargo = new Cargo("apples", 10, 1200, null);
    var booking =
        new Booking("R-1", "Baltic Foods", Mode.ROAD, "DEHAM", "SEGOT", cargo, null, null);
    assertThat(ask(asked, new ShipmentCommand.BookShipment(booking), "KEY1-1"))
        .isInstanceOf(ShardAnswer.Accepted.class);
  }

  private static ShardAnswer assign(Shard asked) {
    return ask(asked, new ShipmentCommand.AssignCarrier("DHLC", "V1"), "KEY2-1");
  }

  private static void assertParked(ShardAnswer answer) {
    assertThat(((ShardAnswer.Refused) answer).problem().code())
        .isEqualTo(ProblemCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void shouldHoldTheCheckpointUntilAnUnreadableRecordIsDurable() {
    events.add(ID, "junk");
    events.add("7ZZZZZZZZZZZZZZZZZZZZZZZZ1", "junk");

    shard.catchUp();

    assertThat(shard.settled()).isZero();
    shard.tick();
    assertThat(models.checkpoint).isZero();
    assertParked(assign(shard));
    models.parking.complete(ROW);
    assertThat(shard.settled()).isEqualTo(2);
    assertThat(shard.parked.row(ID)).isEqualTo(ROW);
    assertParked(assign(shard));
  }

  @Test
  void shouldPassOverRecordsOfWhatAnEarlierOwnerHasParked() {
    book(shard());
    shard.parked.inherit(List.of(ROW));

    shard.catchUp();

    assertThat(shard.residentShipments()).isZero();
    shard.tick();
    assertThat(models.checkpoint).as("of the projection").isEqualTo(1);
    assertParked(assign(shard));
  }

  @Test
  void shouldMoveTheCheckpointPastADuplicate() {
    book(shard);
    events.add(ID, new String(events.records.getFirst().value(), UTF_8));

    shard.catchUp();
    shard.tick();

    assertThat(models.checkpoint).isEqualTo(2);
  }

  @Test
  void shouldGoOnFromWhatItsLogSaysAfterTheRelease() {
    book(shard);
    shard.parked.park(ROW);
    assertParked(assign(shard));
    var booked = new EventCodec(Contexts.STANDARD).decode(events.records.getFirst().value());
    var after = Contexts.STANDARD.apply(Contexts.STANDARD.empty(ID), booked);

    assertThat(shard.parked.release(ID, after, 0)).as("it has read more since").isFalse();
    assertParked(assign(shard));
    assertThat(shard.parked.release(ID, after, 1)).isTrue();

    assertThat(assign(shard)).isInstanceOf(ShardAnswer.Accepted.class);
    assertThat(shard.parked.size()).isZero();
  }

  @Test
  void shouldStopAShipmentWhoseRowsAreRefused() {
    book(shard);

    shard.parked.park(ROW);

    assertParked(assign(shard));
    assertThat(shard.parked.holds(ID)).isTrue();
  }
}

package io.quayside.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.metrics.Metrics;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.TellVersion;
import io.quayside.shard.ShardRequest.Track;
import io.quayside.shipment.Booking;
import io.quayside.shipment.Cargo;
import io.quayside.shipment.Mode;
import io.quayside.shipment.ShipmentCommand;
import io.quayside.tracking.PositionUpdate;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/**
 * A shard that another owner writes too, and that has read nothing of it yet. At first it let the
 * shipment's actor go while it asked the log, whose answer then reached another actor.
 */
class BehindTest {
  private static final String ID = "7ZZZZZZZZZZZZZZZZZZZZZZZZ0";

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final SimulatedLog events = new SimulatedLog(world, record -> {});
  private final SimulatedLog positions = new SimulatedLog(world, record -> {});
  private final Shard ahead = shard("ahead");
  private final Shard behind = shard("behind");

  /** Each has read models of its own, as if the projection were far behind too. */
  private Shard shard(String name) {
    world.faults = false;
    var owner = new SimulatedReadModels(world).new Owner(name);
    return new Shard(
        events.of(name),
        0,
        positions.of(name),
        0,
        owner,
        owner,
        Copies.inherit(Replica.NONE, world.random::nextLong, 0).result(),
        world,
        ShardLimits.DEFAULT,
        new Metrics(new SimpleMeterRegistry()));
  }

  @Test
  void shouldFindAShipmentThatAnotherOwnerBooked() {
    book();

    assertThat(answer(behind.ask(new TellVersion(ID, 1)))).isEqualTo(new ShardAnswer.Version(1));
  }

  @Test
  void shouldTakeAnUpdateOfAShipmentThatAnotherOwnerBooked() {
    book();

    assertThat(answer(behind.ask(new Track(ID, update(), null))))
        .isEqualTo(new ShardAnswer.Taken(ShardAnswer.Verdict.ACCEPTED));
  }

  @Test
  void shouldTellTheVersionThatItsCallerHasHeardOf() {
    book();
    answer(behind.ask(new TellVersion(ID, 1)));
    accept(new ShipmentCommand.AssignCarrier("DHLC", "V1"), "KEY2-1");
    accept(new ShipmentCommand.AssignCarrier("DHLC", "V2"), "KEY3-1");

    assertThat(answer(behind.ask(new TellVersion(ID, 2)))).isEqualTo(new ShardAnswer.Version(3));
  }

  @Test
  void shouldSayWhatTheLogSaysWhereTheCallerHasHeardOfTooMuch() {
    book();

    assertThat(answer(behind.ask(new TellVersion(ID, 9)))).isEqualTo(new ShardAnswer.Version(1));
  }

  private void book() {
    var cargo = new Cargo("apples", 10, 1200, null);
    accept(
        new ShipmentCommand.BookShipment(
            new Booking("R-1", "Baltic Foods", Mode.ROAD, "DEHAM", "SEGOT", cargo, null, null)),
        "KEY1-1");
  }

  private PositionUpdate update() {
    return new PositionUpdate(
        "truck", 1, world.instant(), 54.3, 10.1, null, null, null, null, null, null, null);
  }

  private ShardAnswer answer(Future<ShardAnswer> asked) {
    while (!asked.isComplete()) {
      assertThat(world.step()).as("something is under way").isTrue();
    }
    return asked.result();
  }

  private void accept(ShipmentCommand command, String commandId) {
    var answer = answer(ahead.ask(new Decide(ID, command, commandId, true, null, null)));
    assertThat(answer).isInstanceOf(ShardAnswer.Accepted.class);
  }
}

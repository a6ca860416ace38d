package io.quayside.shard.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.json.Json;
import io.quayside.domain.process.BookingChance;
import io.quayside.domain.process.BookingInvariants;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The booking process on several owners at once, which come and die, with clocks seconds apart,
 * views that lag, refusals and lost answers. The seed is the test's argument.
 */
class ProcessSimulationTest {
  private static final int SEEDS = 60;
  private static final int SHIPMENTS = 6;
  private static final int STEPS = 400;
  private static final long QUIET_MILLIS = Duration.ofHours(30).toMillis();

  private int byProcess;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldComeToRestWithTheInvariants(long seed) {
    ProcessWorld world = new ProcessWorld(seed);
    for (int i = 0; i < SHIPMENTS; i++) {
      book(world, "S" + i);
    }
    world.takeOver();
    for (int step = 0; step < STEPS; step++) {
      disturb(world);
      String id = "S" + world.random.nextInt(SHIPMENTS);
      world.command(id, BookingChance.command(world.random, world.stream(id), world.now()));
      world.run(1L << world.random.nextInt(17));
    }
    world.calm();
    world.takeOver();
    world.run(QUIET_MILLIS);
    for (String id : world.shipments()) {
      world.checkRests(id);
      BookingInvariants.checkState(world.stream(id));
      BookingInvariants.check(world.events(id));
      byProcess += (int) world.events(id).stream().filter(this::isByProcess).count();
    }
    assertThat(byProcess).as("events of the process").isPositive();
  }

  private boolean isByProcess(StoredEvent stored) {
    return stored.commandId().contains("-saga.");
  }

  /** Owners come and die; there may be two, or none. */
  private static void disturb(ProcessWorld world) {
    if (world.random.nextInt(20) == 0) {
      world.kill();
    }
    if (world.owners() < 3 && world.random.nextInt(20) == 0) {
      world.takeOver();
    }
  }

  private static void book(ProcessWorld world, String id) {
    world.command(
        id,
        new BookShipment(
            new Booking(
                "PO-1",
                "Hansa Tea",
                Mode.ROAD,
                "DEHAM",
                "NLRTM",
                new Cargo("Tea", 4, 800, null),
                null,
                null)));
    String plan = BookingChance.plan(world.random).replace('\'', '"');
    world.command(
        id,
        Contexts.STANDARD
            .commands()
            .get("StartBooking")
            .parse(Json.parseObject(plan.getBytes(StandardCharsets.UTF_8)), world.now()));
  }
}

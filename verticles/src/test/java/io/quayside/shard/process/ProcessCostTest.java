package io.quayside.shard.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.metrics.Metrics;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.OfShipment;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the booking process costs a shipment that has none: nothing is allocated, and the time is a
 * small part of what the pure part of a command takes in the same run. {@code -Dprocess.rounds=400}
 * for a figure to be told.
 */
class ProcessCostTest {
  private static final int ROUNDS = Integer.getInteger("process.rounds", 40);
  private static final int COMMANDS = 5_000;
  private static final Instant NOW = Instant.parse("2026-12-01T09:00:00Z");
  private static final String ID = "01JDWM0000000000000000000A";
  private static final String COMMAND_ID = "01JDWM0000000000000000000B";
  private static final Command COMMAND = new AssignCarrier("DHLC", null);

  private final Contexts contexts = Contexts.STANDARD;
  private final EventCodec codec = new EventCodec(contexts);
  private final ShipmentStream booked = then(contexts.empty(ID), booking());
  private final ProcessRunner runner =
      new ProcessRunner(
          new NoHost(),
          (time, limit) -> Future.succeededFuture(List.of()),
          InstantSource.system(),
          ProcessSettings.pollingEvery(30_000),
          new Metrics(new SimpleMeterRegistry()));

  /** Kept, so that no work can be left out. */
  private long sum;

  @Test
  void shouldCostAShipmentWithoutABookingNothing() {
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      without.add(nanos(() -> command(booked)));
      with.add(nanos(() -> runner.changed(command(booked))));
      alone.add(nanos(() -> runner.changed(booked)));
    }
    System.out.printf(
        "a command without the process %.0f ns, with it %.0f ns; the process alone %.1f ns%n",
        median(without), median(with), median(alone));
    assertThat(sum).isPositive();
    assertThat(median(alone)).isLessThan(median(without) / 10);
    assertThat(allocatedBy(() -> runner.changed(booked))).isZero();
  }

  /** Decides a command, encodes its event, and applies it. */
  private ShipmentStream command(ShipmentStream stream) {
    ShipmentStream after = then(stream, COMMAND);
    sum += after.version();
    return after;
  }

  private ShipmentStream then(ShipmentStream stream, Command command) {
    Decision.Accepted accepted =
        (Decision.Accepted) contexts.decide(stream, command, Actor.OPERATOR, NOW);
    StoredEvent event =
        contexts.next(stream, Principal.DEFAULT_TENANT, COMMAND_ID, accepted.event());
    sum += codec.encode(event, new JsonWriter(1_024)).length;
    return contexts.apply(stream, event);
  }

  private static Command booking() {
    return new BookShipment(
        new Booking(
            "PO-1",
            "Hansa Tea",
            Mode.ROAD,
            "DEHAM",
            "NLRTM",
            new Cargo("Tea", 4, 800, null),
            null,
            null));
  }

  private static double nanos(Runnable one) {
    long began = System.nanoTime();
    for (int i = 0; i < COMMANDS; i++) {
      one.run();
    }
    return (System.nanoTime() - began) / (double) COMMANDS;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static long allocatedBy(Runnable one) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < COMMANDS; i++) {
      one.run();
    }
    // The two questions themselves may allocate, less than once per call.
    return (threads.getCurrentThreadAllocatedBytes() - before) / COMMANDS;
  }

  /** A shard of which nothing is asked. */
  private static final class NoHost implements ProcessHost {
    @Override
    public void ask(OfShipment request, Completable<ShardAnswer> answer) {
      throw new AssertionError("asked: " + request);
    }

    @Override
    public ShipmentStream stream(String shipmentId) {
      throw new AssertionError("looked for: " + shipmentId);
    }

    @Override
    public void ruleFailed(ShipmentStream stream, RuntimeException defect) {
      throw defect;
    }

    @Override
    public void wakeAt(long epochMillis) {
      throw new AssertionError("woken at " + epochMillis);
    }
  }
}

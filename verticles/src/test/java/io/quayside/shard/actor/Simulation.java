package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.domain.process.BookingInvariants;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.SimulatedOwner.Stage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** One seeded history of a shard: everybody does something by chance, then all comes to rest. */
final class Simulation {
  private static final double SENDS = 0.16;
  private static final double TICKS = 0.04;
  private static final double BURSTS = 0.05;
  private static final int BURST = 10;
  private static final int MOST_OPEN = 60;
  private static final int ROUNDS_TO_REST = 400;
  private static final long ROUND_MILLIS = 100;

  final SimulatedWorld world;
  private final SimulatedOutside outside;
  private final SimulatedOwners owners;
  private final SimulatedClients clients;
  private final SimulatedDevices devices;

  /** Steps done so far: where a violation was found. */
  int steps;

  Simulation(long seed, Coverage coverage, boolean traced) {
    world = new SimulatedWorld(seed, coverage, traced);
    outside = new SimulatedOutside(world);
    owners = new SimulatedOwners(outside);
    clients = new SimulatedClients(outside, owners, new AnswerCheck(outside));
    devices = new SimulatedDevices(outside, owners);
    world.trace(() -> world.weather.toString());
  }

  void run(int until) {
    for (; steps < until; steps++) {
      double choice = world.random.nextDouble();
      if (choice < SENDS) {
        int times = world.strikes(BURSTS) ? BURST : 1;
        for (int n = 0; n < times; n++) {
          send();
        }
      } else if (choice < SENDS + TICKS) {
        owners.tick();
        assertThat(outside.parked()).as("shipments parked").isZero();
      } else {
        world.step();
      }
      owners.change();
      world.failOnViolation();
      world.coverage.add(Kind.STEPS);
    }
    end();
    assertThat(outside.parked()).as("shipments parked").isZero();
    count();
  }

  private void send() {
    if (owners.open() >= MOST_OPEN) {
      return;
    }
    if (world.random.nextDouble() < world.weather.commands()) {
      clients.send();
    } else {
      devices.report(clients.shipmentId());
    }
  }

  /** Nothing fails any more: everybody gets an answer, and the next owner knows it all. */
  private void end() {
    world.calmDown();
    owners.wakeAll();
    rest();
    owners.serving().forEach(this::decides);
    outside.atRest = true;
    owners.serving().forEach(SimulatedOwner::giveUp);
    rest();
    SimulatedOwner last = owners.take();
    rest();
    readsTheLog(last);
    outside.readModels.holdAllThatTheLogHas();
    repeatAll(last);
    letProcessesRest(last);
    outside.readModels.holdAllThatTheLogHas();
    fitsItsBounds(last);
  }

  /** Until nothing is under way, and what failed before has been tried again. */
  private void rest() {
    for (int round = 0; round < 3; round++) {
      settle();
      world.advance(ROUND_MILLIS);
      owners.tickAll();
    }
    answers();
  }

  /** As fast as the read models take it. */
  private void readsTheLog(SimulatedOwner owner) {
    for (int round = 0; round < ROUNDS_TO_REST && owner.stage() != Stage.SERVING; round++) {
      world.advance(ROUND_MILLIS);
      owners.tickAll();
      settle();
    }
    assertThat(owner.stage()).as("the last owner").isEqualTo(Stage.SERVING);
  }

  /** Until everybody has an answer. */
  private void answers() {
    settle();
    for (int round = 0; round < ROUNDS_TO_REST && owners.open() > 0; round++) {
      world.advance(ROUND_MILLIS);
      owners.tickAll();
      settle();
    }
    assertThat(owners.open()).as("requests without an answer").isZero();
  }

  private void settle() {
    while (world.step()) {
      world.failOnViolation();
    }
    world.failOnViolation();
  }

  /**
   * An owner that is at rest answers, also one who knows nothing yet of who came after it; what it
   * has to read and project then may take longer than its deadline, once.
   */
  private void decides(SimulatedOwner owner) {
    for (int shipment = 0; shipment < world.weather.shipments(); shipment++) {
      outside.atRest = false;
      clients.sendTo(owner, shipment);
      answers();
      outside.atRest = true;
      clients.sendTo(owner, shipment);
      answers();
    }
  }

  /** Each retry ends in what the log says of its key; no update stays untaken. */
  private void repeatAll(SimulatedOwner owner) {
    for (int i = 0; i < clients.errands(); i++) {
      clients.repeat(owner, i);
      answers();
    }
    while (devices.repeatUntaken(owner)) {
      answers();
    }
  }

  /** The booking process takes each step that is due at a time, and then does nothing more. */
  private void letProcessesRest(SimulatedOwner owner) {
    Instant due = owner.now();
    for (int round = 0; round < ROUNDS_TO_REST && !isProcessed(due); round++) {
      world.advance(ROUND_MILLIS);
      owner.tick();
      settle();
    }
    for (String shipmentId : outside.reference.shipmentIds()) {
      assertThat(outside.reference.due(shipmentId, due)).as("due of %s", shipmentId).isEmpty();
      BookingInvariants.check(outside.reference.events(shipmentId));
    }
  }

  private boolean isProcessed(Instant time) {
    for (String shipmentId : outside.reference.shipmentIds()) {
      if (!outside.reference.due(shipmentId, time).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** At rest all but a few shipments can be evicted. */
  private void fitsItsBounds(SimulatedOwner owner) {
    owner.ask(new ReadVersion("unknown", Principal.ANONYMOUS, 1, false), new AnswerCheck(outside));
    rest();
    assertThat(owner.shard().residentShipments())
        .as("shipments in memory")
        .isLessThanOrEqualTo(world.weather.limits().resident());
  }

  private void count() {
    world.coverage.add(Kind.RUNS);
    world.coverage.add(Kind.EVENTS, outside.reference.inOrder.size());
    outside.reference.inOrder.forEach(counted -> world.coverage.add(counted.event()));
    world.coverage.add(Kind.POSITIONS, outside.positions.end());
    world.coverage.add(Kind.CONFLICTS, outside.events.end() - outside.reference.inOrder.size());
  }

  /** What the logs hold, as a number: the same for each run of a seed. */
  int fingerprint() {
    int fingerprint = 0;
    for (SimulatedLog log : List.of(outside.events, outside.positions)) {
      for (SimulatedLog.LogRecordIn record : log.records) {
        fingerprint = 31 * fingerprint + Arrays.hashCode(record.value());
      }
    }
    return fingerprint;
  }
}

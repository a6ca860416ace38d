package io.quayside.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.log.CommandId;
import io.quayside.log.PositionCodec;
import io.quayside.log.Receipt;
import io.quayside.log.ShipmentStream;
import io.quayside.metrics.Metrics;
import io.quayside.problem.ProblemCode;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.Track;
import io.quayside.shipment.Booking;
import io.quayside.shipment.Cargo;
import io.quayside.shipment.Milestone;
import io.quayside.shipment.MilestoneCode;
import io.quayside.shipment.Mode;
import io.quayside.shipment.ShipmentCommand;
import io.quayside.tracking.PositionUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Two owners of one shard, each sure to be the only one, over one log that loses, delays and
 * doubles what they append. Whatever the order of things, the log decides. Every run follows from
 * its seed; {@code -Dsimulation.seed=N} repeats one, {@code -Dsimulation.runs=N} makes more.
 */
class SimulationTest {
  private static final int STEPS = 3_000;
  private static final int SHIPMENTS = 5;

  @Test
  void shouldLetTheLogDecideWhateverHappens() {
    Long only = Long.getLong("simulation.seed");
    int runs = Integer.getInteger("simulation.runs", 150);
    int events = 0;
    int answers = 0;
    int conflicts = 0;
    for (long seed = only == null ? 1 : only; seed <= (only == null ? runs : only); seed++) {
      Run run = new Run(seed);
      try {
        run.go();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("repeat with -Dsimulation.seed=" + seed, e);
      }
      events += run.reference.size();
      answers += run.acknowledged;
      conflicts += run.events.records.size() - run.reference.size();
    }
    System.out.printf(
        "simulation: %d runs, %d events, %d acknowledgements, %d records that did not count%n",
        runs, events, answers, conflicts);
    assertThat(events).isPositive();
    assertThat(conflicts).as("the faults must have caused conflicts").isPositive();
  }

  /** One seeded history. */
  private static final class Run {
    final SimulatedWorld world;
    final ReferenceReader reference = new ReferenceReader();
    final SimulatedLog events;
    final SimulatedLog positions;
    final SimulatedReadModels readModels;
    final List<Shard> owners = new ArrayList<>();
    final List<Decide> sent = new ArrayList<>();
    final Map<String, Receipt> receipts = new HashMap<>();
    final Set<String> takenPositions = new HashSet<>();
    final Set<String> positionsInLog = new HashSet<>();
    int acknowledged;
    int outstanding;
    Throwable violation;

    Run(long seed) {
      world = new SimulatedWorld(seed);
      events = new SimulatedLog(world, reference::read);
      positions =
          new SimulatedLog(
              world,
              r ->
                  positionsInLog.add(
                      r.key() + "/" + identity(PositionCodec.decode(r.value()).update())));
      readModels = new SimulatedReadModels(world);
      ShardLimits limits = new ShardLimits(64, 256, 2, 64, 2, 2_000);
      for (String name : List.of("a", "b")) {
        SimulatedReadModels.Owner owner = readModels.new Owner(name);
        owners.add(
            new Shard(
                events.of(name),
                0,
                positions.of(name),
                0,
                owner,
                owner,
                Copies.inherit(Replica.NONE, world.random::nextLong, 0).result(),
                world,
                limits,
                new Metrics(new SimpleMeterRegistry())));
      }
    }

    void go() {
      for (int i = 0; i < STEPS; i++) {
        int choice = world.random.nextInt(10);
        if (choice < 2 && outstanding < 40) {
          command();
        } else if (choice == 2) {
          track();
        } else if (choice == 3) {
          owners.get(world.random.nextInt(2)).tick();
        } else {
          world.step();
        }
        failOnViolation();
      }
      drain();
      retryEverything();
      everyReaderAgrees();
    }

    private void command() {
      if (!sent.isEmpty() && world.random.nextInt(4) == 0) {
        send(sent.get(world.random.nextInt(sent.size())));
        return;
      }
      int number = world.random.nextInt(SHIPMENTS);
      String shipmentId = CommandId.shipmentOf("simulation", "shipment" + number);
      int kind = world.random.nextInt(8);
      ShipmentCommand command = kind == 0 ? book() : kind == 1 ? assign() : milestone();
      String key = kind == 0 ? "shipment" + number : "key" + sent.size();
      String scope = kind == 0 ? "" : shipmentId;
      String payload = "PAYLOAD";
      Decide decide =
          new Decide(
              shipmentId,
              command,
              CommandId.keyed("simulation", scope, key, payload),
              true,
              world.random.nextInt(12) == 0 ? Integer.valueOf(3) : null,
              null);
      sent.add(decide);
      send(decide);
    }

    private static ShipmentCommand book() {
      return new ShipmentCommand.BookShipment(
          new Booking(
              "R-1",
              "Baltic Foods",
              Mode.ROAD,
              "DEHAM",
              "SEGOT",
              new Cargo("apples", 10, 1200, null),
              null,
              null));
    }

    private static ShipmentCommand assign() {
      return new ShipmentCommand.AssignCarrier("DHLC", null);
    }

    private ShipmentCommand milestone() {
      MilestoneCode[] codes = {
        MilestoneCode.PICKED_UP,
        MilestoneCode.DEPARTED,
        MilestoneCode.ARRIVED,
        MilestoneCode.CUSTOMS_HELD,
        MilestoneCode.CUSTOMS_RELEASED
      };
      return new ShipmentCommand.RecordMilestone(
          new Milestone(
              codes[world.random.nextInt(codes.length)],
              world.instant().minus(Duration.ofMillis(world.random.nextInt(500))),
              null,
              null,
              null));
    }

    private void send(Decide decide) {
      outstanding++;
      owners
          .get(world.random.nextInt(2))
          .ask(decide)
          .onComplete(
              answer -> check(() -> answered(decide, answer)), defect -> violation = defect);
    }

    private void answered(Decide decide, ShardAnswer answer) {
      if (answer instanceof Accepted accepted) {
        acknowledged++;
        Receipt receipt = accepted.receipt();
        var first = reference.counted(decide.shipmentId(), receipt.version());
        assertThat(first).as("acknowledged, hence in the log").isNotNull();
        assertThat(first.commandId()).isEqualTo(decide.commandId());
        Receipt earlier = receipts.put(decide.commandId(), receipt);
        assertThat(earlier == null || earlier.equals(receipt)).as("one answer for all").isTrue();
      } else if (answer instanceof Refused refused) {
        assertThat(refused.problem().code())
            .isIn(
                ProblemCode.SHIPMENT_NOT_FOUND,
                ProblemCode.ILLEGAL_TRANSITION,
                ProblemCode.VERSION_MISMATCH,
                ProblemCode.COMMAND_IN_FLIGHT,
                ProblemCode.OVERLOADED,
                ProblemCode.TEMPORARILY_UNAVAILABLE);
      } else {
        throw new AssertionError("not an answer to a command: " + answer);
      }
    }

    private void track() {
      String shipmentId =
          CommandId.shipmentOf("simulation", "shipment" + world.random.nextInt(SHIPMENTS));
      PositionUpdate update =
          new PositionUpdate(
              "device" + world.random.nextInt(4),
              world.random.nextInt(50),
              world.instant(),
              54.3,
              10.1,
              null,
              null,
              null,
              null,
              null,
              null,
              null);
      // Positions have one owner here: of two, both may take one, which is only a duplicate.
      outstanding++;
      owners
          .getFirst()
          .ask(new Track(shipmentId, update, null))
          .onComplete(
              answer -> check(() -> tracked(shipmentId + "/" + identity(update), answer)),
              defect -> violation = defect);
    }

    private void tracked(String identity, ShardAnswer answer) {
      if (answer instanceof Taken taken && taken.verdict() == Verdict.ACCEPTED) {
        assertThat(positionsInLog).contains(identity);
        assertThat(takenPositions.add(identity)).as("accepted once").isTrue();
      }
    }

    /** Futures would keep what a check throws to themselves. */
    private void check(Runnable checks) {
      outstanding--;
      try {
        checks.run();
      } catch (AssertionError | RuntimeException e) {
        violation = e;
      }
    }

    private void failOnViolation() {
      if (violation != null) {
        throw new AssertionError(violation);
      }
    }

    private static String identity(PositionUpdate update) {
      return update.deviceId() + "/" + update.sequence();
    }

    /** Without further faults everything must come to rest, and everybody have an answer. */
    private void drain() {
      world.faults = false;
      for (int round = 0; round < 200 && (outstanding > 0 || round < 3); round++) {
        while (world.step()) {
          // Until nothing is under way.
        }
        world.advance(100);
        owners.forEach(Shard::tick);
      }
      failOnViolation();
      assertThat(outstanding).as("requests without an answer").isZero();
    }

    /** Each retry ends in what the log says of its key: one event, or a refusal. */
    private void retryEverything() {
      for (Decide decide : sent) {
        send(decide);
        drain();
      }
    }

    private void everyReaderAgrees() {
      owners.forEach(Shard::catchUp);
      drain();
      for (Map.Entry<String, ShipmentStream> entry : reference.streams.entrySet()) {
        assertThat(readModels.streams.get(entry.getKey())).isEqualTo(entry.getValue());
      }
      assertThat(readModels.streams).hasSameSizeAs(reference.streams);
    }
  }
}

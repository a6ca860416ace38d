package io.quayside.shard.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.Status;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.shard.actor.ForgetfulReplica;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Owners come and go, some while others still save; whatever window the copies vouch for must be
 * the one that the log adds up to.
 */
class WindowReplicationTest {
  private static final int RUNS = 400;
  private static final int STEPS = 1_500;
  private static final int SEQUENCES = 40;

  /** Positions in the log until devices raise their epochs. */
  private static final int EPOCH = 60;

  @Test
  void shouldVouchForNoWindowThatLacksASequence() {
    int vouched = 0;
    for (long seed = 1; seed <= RUNS; seed++) {
      try {
        vouched += new Run(seed).go();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(vouched).as("windows that came from copies").isGreaterThan(RUNS);
  }

  @Test
  void shouldGiveASuccessorTheWindowsUpToTheLastSave() {
    var replica = new ForgetfulReplica(new Random(1), 0);
    var former = WindowReplication.inherit(replica, () -> 7, 0).result();
    former.tick(0, 0);
    former.changed("S/truck@1", windowOf(41));
    former.tick(10_000, 1);
    replica.settle();

    var successor = WindowReplication.inherit(replica, () -> 8, 5).result();

    assertThat(successor.positionsFrom(5)).isEqualTo(1);
    successor.missed("S", "truck@1", number(42));
    var found = successor.window("S/truck@1").result();
    assertThat(found.toBytes()).isEqualTo(windowOf(41, 42).toBytes());
    assertThat(successor.window("S/other").result()).isNull();
  }

  @Test
  void shouldNotReadTheLogFromFarBehind() {
    var replica = new ForgetfulReplica(new Random(1), 0);
    var former = WindowReplication.inherit(replica, () -> 7, 0).result();
    former.tick(0, 10);
    former.tick(10_000, 10);
    replica.settle();
    long projected = 10 + WindowReplication.MAX_BEHIND + 1;

    var successor = WindowReplication.inherit(replica, () -> 8, projected).result();

    assertThat(successor.positionsFrom(projected)).isEqualTo(projected);
    assertThat(successor.isOn()).isFalse();
  }

  @Test
  void shouldKeepReceiptsThatAStreamHasDropped() {
    var replica = new ForgetfulReplica(new Random(1), 0);
    var former = WindowReplication.inherit(replica, () -> 7, 0).result();
    former.tick(0, 0);
    var receipt =
        new Receipt(
            "KEY-PAYLOAD",
            3,
            "shipment.departed.v1",
            Status.IN_TRANSIT,
            Instant.ofEpochMilli(5),
            2);
    former.dropped(receipt);
    assertThat(former.outcome("KEY").result()).isEqualTo(receipt);
    former.tick(10_000, 0);
    replica.settle();

    var successor = WindowReplication.inherit(replica, () -> 8, 0).result();

    assertThat(successor.outcome("KEY").result()).isEqualTo(receipt);
    assertThat(successor.outcome("OTHER").result()).isNull();
  }

  @Test
  void shouldKeepWhatChangesDuringASaveForTheNextOne() {
    var replica = new ForgetfulReplica(new Random(1), 0);
    var owner = WindowReplication.inherit(replica, new Random(7)::nextLong, 0).result();
    owner.tick(0, 0);
    owner.changed("S/truck", windowOf(1));
    owner.tick(10_000, 1);
    owner.missed("S", "truck", number(2));
    owner.missed("S", "other", number(3));
    owner.tick(20_000, 3);
    assertThat(owner.isOn()).as("the first save is under way").isTrue();
    assertThat(owner.window("S/truck").result().toBytes()).isEqualTo(windowOf(1, 2).toBytes());

    replica.settle();
    owner.tick(30_000, 3);
    replica.settle();

    var successor = WindowReplication.inherit(replica, () -> 8, 3).result();
    assertThat(successor.window("S/truck").result().toBytes()).isEqualTo(windowOf(1, 2).toBytes());
  }

  @Test
  void shouldBeginAnewWhereTooMuchWaitsDuringASave() {
    var replica = new ForgetfulReplica(new Random(1), 0);
    var owner = WindowReplication.inherit(replica, new Random(7)::nextLong, 0).result();
    owner.tick(0, 0);
    owner.changed("S/truck", windowOf(1));
    owner.tick(10_000, 1);
    for (int sequence = 0; sequence <= 100_000; sequence++) {
      owner.missed("S", "other", number(sequence));
    }
    assertThat(owner.isOn()).isFalse();

    replica.settle();
    assertThat(owner.isOn()).as("although the save has succeeded").isFalse();
    owner.tick(20_000, 200_000);
    assertThat(owner.isOn()).isTrue();
    assertThat(owner.window("S/truck").result()).isNull();
  }

  @Test
  void shouldSaveNothingWhereNobodyKeepsIt() {
    var alone = WindowReplication.inherit(Replica.NONE, () -> 7, 3).result();
    alone.tick(0, 3);
    alone.changed("S/truck", windowOf(1));

    assertThat(alone.isOn()).isFalse();
    assertThat(alone.window("S/truck").result()).isNull();
    assertThat(alone.positionsFrom(3)).isEqualTo(3);
  }

  static SequenceWindow windowOf(long... sequences) {
    var window = new SequenceWindow();
    for (long sequence : sequences) {
      window.mark(number(sequence));
    }
    return window;
  }

  static SequenceNumber number(long sequence) {
    return new SequenceNumber(0, sequence);
  }

  /** One seeded history of a shard's positions. */
  private static final class Run {
    final Random random;
    final ForgetfulReplica replica;
    final List<Position> log = new ArrayList<>();
    final List<Owner> owners = new ArrayList<>();
    int vouched;
    long now;

    record Position(String device, SequenceNumber sequence) {}

    Run(long seed) {
      random = new Random(seed);
      replica = new ForgetfulReplica(random, 0.02);
    }

    int go() {
      for (int step = 0; step < STEPS; step++) {
        now += random.nextInt(2_000);
        int chance = random.nextInt(100);
        if (chance < 2) {
          takeOver();
        } else if (chance < 4) {
          replica.forget();
        } else if (chance < 25) {
          replica.settleOne();
        } else if (chance < 35) {
          log.add(new Position("device" + random.nextInt(6), next()));
        } else if (!owners.isEmpty()) {
          owners.get(random.nextInt(owners.size())).step();
        }
      }
      return vouched;
    }

    /** At times of the epoch before. */
    SequenceNumber next() {
      int epoch = log.size() / EPOCH;
      return new SequenceNumber(
          random.nextInt(20) == 0 ? Math.max(0, epoch - 1) : epoch, random.nextInt(SEQUENCES));
    }

    void takeOver() {
      int projected = log.isEmpty() ? 0 : random.nextInt(log.size() + 1);
      owners.add(new Owner(projected));
      if (owners.size() > 3 || random.nextBoolean()) {
        owners.removeFirst();
      }
    }

    final class Owner {
      final WindowReplication replication;
      final Map<String, SequenceWindow> hot = new HashMap<>();
      int next;

      Owner(int projected) {
        replication = WindowReplication.inherit(replica, random::nextLong, projected).result();
        next = (int) replication.positionsFrom(projected);
      }

      void step() {
        switch (random.nextInt(6)) {
          case 0 -> load("device" + random.nextInt(6));
          case 1 -> hot.keySet().stream().findFirst().ifPresent(hot::remove);
          case 2 -> replication.tick(now, next);
          default -> read();
        }
      }

      void read() {
        if (next == log.size()) {
          return;
        }
        var position = log.get(next++);
        var window = hot.get(position.device);
        if (window == null) {
          replication.missed("S", position.device, position.sequence);
        } else {
          window.mark(position.sequence);
          replication.changed("S/" + position.device, window);
        }
      }

      void load(String device) {
        if (hot.containsKey(device)) {
          return;
        }
        var found = replication.window("S/" + device).result();
        if (found == null) {
          var window = new SequenceWindow();
          sequences(device, next).forEach(window::mark);
          hot.put(device, window);
        } else {
          shouldBeWhatTheLogAddsUpTo(found, device);
          hot.put(device, found);
          vouched++;
        }
        replication.changed("S/" + device, hot.get(device));
      }

      /** A former owner may have read further than its successor has by now. */
      void shouldBeWhatTheLogAddsUpTo(SequenceWindow found, String device) {
        var all = sequences(device, log.size());
        int newest = all.stream().mapToInt(SequenceNumber::epoch).max().orElse(0);
        for (var sequence : sequences(device, next)) {
          assertThat(found.verdict(sequence))
              .as("%s/%s up to %d", device, sequence, next)
              .isIn(
                  SequenceWindow.Verdict.DUPLICATE,
                  sequence.epoch() < newest
                      ? SequenceWindow.Verdict.LATE
                      : SequenceWindow.Verdict.DUPLICATE);
        }
        for (int epoch = 0; epoch <= newest; epoch++) {
          for (long sequence = 0; sequence < SEQUENCES; sequence++) {
            var number = new SequenceNumber(epoch, sequence);
            if (found.verdict(number) == SequenceWindow.Verdict.DUPLICATE) {
              assertThat(all).contains(number);
            }
          }
        }
      }

      List<SequenceNumber> sequences(String device, int upTo) {
        return log.subList(0, upTo).stream()
            .filter(position -> position.device.equals(device))
            .map(Position::sequence)
            .toList();
      }
    }
  }
}

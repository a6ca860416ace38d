package io.quayside.edge.live;

import static io.quayside.edge.live.SubscriptionFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Role;
import io.quayside.push.SharedFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Subscriptions among events, positions, slow peers, slow read models and moving shards, by a seed.
 * Whatever happens, a subscriber gets every version from its start on, once and in order, as far as
 * its connection lives; a carrier up to the first one that assigns another carrier.
 */
class SubscriptionRandomTest {
  private static final int STEPS = 300;

  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldSendEveryVersionOnceAndInOrder(int seed) {
    var run = new Run(new Random(seed));
    for (int step = 0; step < STEPS; step++) {
      run.step();
    }
    run.shouldHaveNoHole();
    run.settle();
    run.shouldHaveNoHole();
    run.shouldHaveAll();
  }

  private static final class Run {
    private final Random random;
    private final InMemoryShipment shipment;
    private final InMemoryWire wire;
    private final SubscriptionFixture given;
    private final Subscription subscription;
    private final Integer after;
    private final boolean positions;
    private final boolean ofCarrier;

    /** On their way to the subscription; null stands for a recheck. */
    private final ArrayDeque<List<SharedFrame>> pushes = new ArrayDeque<>();

    private boolean started;
    private boolean pushesArrive;
    private boolean moved;

    Run(Random random) {
      this.random = random;
      shipment = new InMemoryShipment(1 + random.nextInt(5));
      wire = new InMemoryWire(1 + random.nextInt(5));
      wire.takesBatches = random.nextInt(3) > 0;
      int maxQueued = random.nextInt(4) == 0 ? Subscription.PAGE : Integer.MAX_VALUE;
      given = new SubscriptionFixture(shipment, wire, maxQueued);
      after = random.nextBoolean() ? null : random.nextInt(shipment.logged + 2);
      positions = random.nextBoolean();
      ofCarrier = random.nextBoolean();
      shipment.carriers.put(1, "MAEU");
      if (ofCarrier) {
        given.principal = ManualAuthenticator.principal("erp", Role.CARRIER);
      }
      subscription = given.subscribe(after, positions);
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1 -> append(1 + random.nextInt(3));
        case 2 -> position();
        case 3, 4 -> shipment.projected += random.nextInt(shipment.logged - shipment.projected + 1);
        case 5, 6 -> deliver();
        case 7, 8 -> shipment.answerOne(random);
        case 9 -> wire.readAll();
        case 10 -> start();
        default -> maybeMove();
      }
    }

    private void start() {
      if (!started) {
        started = true;
        subscription.start();
      } else {
        arrive();
      }
    }

    /** From now on pushes reach the node, which tells the subscription that before it says so. */
    private void arrive() {
      if (!pushesArrive) {
        pushesArrive = true;
        pushes.add(List.of());
        deliverAll();
        shipment.followed = true;
      }
    }

    private void append(int count) {
      List<SharedFrame> batch = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        shipment.logged++;
        if (random.nextInt(30) == 0) {
          shipment.carriers.put(shipment.logged, random.nextBoolean() ? "MAEU" : "HLCU");
        }
        batch.add(frame(shipment.logged));
        if (random.nextInt(4) == 0) {
          batch.add(report());
        }
      }
      publish(batch);
    }

    private SharedFrame frame(int version) {
      return shipment.carriers.containsKey(version)
          ? SubscriptionFixture.assignment(version)
          : event(version);
    }

    private void position() {
      publish(List.of(report()));
    }

    private SharedFrame report() {
      return SubscriptionFixture.position(++shipment.loggedPosition);
    }

    private void publish(List<SharedFrame> batch) {
      if (pushesArrive) {
        pushes.add(batch);
      } else {
        project(batch);
      }
    }

    /** Positions are in the read model later than they are pushed, or would have been. */
    private void project(List<SharedFrame> batch) {
      long positions = batch.stream().filter(frame -> !frame.isEvent()).count();
      shipment.projectedPosition += (int) positions;
    }

    private void deliver() {
      var batch = pushes.poll();
      if (batch == null) {
        return;
      }
      if (batch.isEmpty()) {
        subscription.recheck();
      } else {
        given.push(batch.toArray(SharedFrame[]::new));
        project(batch);
      }
    }

    private void deliverAll() {
      while (!pushes.isEmpty()) {
        deliver();
      }
    }

    /** Some pushes are lost, others come twice; then the subscription is told. */
    private void maybeMove() {
      if (!pushesArrive || random.nextInt(4) > 0) {
        return;
      }
      moved = true;
      while (!pushes.isEmpty() && random.nextBoolean()) {
        project(pushes.pollFirst());
      }
      if (random.nextBoolean()) {
        publish(List.of(frame(1 + random.nextInt(shipment.logged))));
      }
      pushes.add(List.of());
    }

    void settle() {
      if (!started) {
        start();
      }
      arrive();
      deliverAll();
      shipment.projected = shipment.logged;
      wire.open();
      shipment.answerAll();
    }

    void shouldHaveNoHole() {
      var versions = versions();
      if (!versions.isEmpty()) {
        int first = versions.getFirst();
        assertThat(versions)
            .isEqualTo(IntStream.range(first, first + versions.size()).boxed().toList());
        assertThat(first).isEqualTo(startVersion() + 1);
      }
    }

    void shouldHaveAll() {
      if (ofCarrier && !given.refusals.isEmpty()) {
        assertThat(given.refusals).containsExactly("shipment-not-found");
        assertThat(shipment.carriers).containsValue("HLCU");
        return;
      }
      assertThat(given.refusals).isEmpty();
      if (!wire.closes.isEmpty()) {
        assertThat(wire.closes).containsExactly(CloseCode.TOO_SLOW);
        return;
      }
      int last = versions().isEmpty() ? startVersion() : versions().getLast();
      int end = endOfRight();
      if (end <= shipment.logged) {
        assertThat(given.sent()).endsWith(Integer.toString(end), "forbidden");
        return;
      }
      assertThat(given.sent()).doesNotContain("forbidden");
      assertThat(last).isEqualTo(shipment.logged);
      var positionsSent = given.sent().stream().filter(text -> text.startsWith("p")).toList();
      assertThat(positionsSent).doesNotHaveDuplicates();
      if (!positions) {
        assertThat(positionsSent).isEmpty();
      } else if (!moved && shipment.loggedPosition > 0) {
        // While a shard moves positions may be lost on their way, until the next one comes.
        assertThat(positionsSent).endsWith("p" + shipment.loggedPosition);
      }
    }

    /** The first version, behind the one it was announced at, that takes the right to read. */
    private int endOfRight() {
      int announcedAt = Integer.parseInt(given.sent().getFirst().split(" ", -1)[1]);
      return ofCarrier
          ? shipment.carriers.tailMap(announcedAt, false).entrySet().stream()
              .filter(assigned -> assigned.getValue().equals("HLCU"))
              .mapToInt(Map.Entry::getKey)
              .min()
              .orElse(Integer.MAX_VALUE)
          : Integer.MAX_VALUE;
    }

    private int startVersion() {
      var words = given.sent().getFirst().split(" ", -1);
      boolean snapshot = given.sent().getFirst().contains("snapshot");
      return snapshot ? Integer.parseInt(words[words.length - 1]) : after;
    }

    private List<Integer> versions() {
      return given.sent().stream()
          .filter(text -> text.matches("\\d+"))
          .map(Integer::valueOf)
          .toList();
    }
  }
}

package io.quayside.gateway.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Does things to a cluster that is whole, and waits until it is whole again. */
final class Injector {
  private static final Duration PAUSED_FOR = Duration.ofSeconds(15);
  private static final Duration CUT_FOR = Duration.ofSeconds(10);
  private static final Duration BROKER_AWAY_FOR = Duration.ofSeconds(4);
  private static final Duration GATEWAY_AWAY_FOR = Duration.ofSeconds(6);
  private static final Duration POSTGRES_AWAY_FOR = Duration.ofSeconds(4);
  private static final Duration WHOLE_WITHIN = Duration.ofMinutes(5);
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(250).toNanos();

  private final Cluster cluster;
  private final Network network;
  private final Random random;
  private final Consumer<Fault> injections;
  private int injected;

  /** {@code injections} is told of each fault when it is over. */
  Injector(Cluster cluster, Network network, Random random, Consumer<Fault> injections) {
    this.injections = injections;
    this.cluster = cluster;
    this.network = network;
    this.random = random;
  }

  /** Injects one fault, with its end; returns when the cluster is whole again. */
  void inject(FaultKind kind) {
    // Drawn for every kind, so that the order of targets depends on the seed alone.
    int target = random.nextInt(Cluster.SIZE);
    var gateway = cluster.gateways().get(target);
    var broker = cluster.brokers().get(target);
    var others = cluster.gateways().stream().filter(other -> other != gateway).toList();
    switch (kind) {
      case KILL_GATEWAY -> killGateway(target);
      case PAUSE_GATEWAY -> fault(kind, gateway.name(), () -> pause(gateway));
      case CUT_GATEWAY -> fault(kind, gateway.name(), () -> cut(gateway, others));
      case CUT_KAFKA -> fault(kind, gateway.name(), () -> cut(gateway, cluster.brokers()));
      case KILL_BROKER ->
          fault(
              kind,
              broker.name(),
              () -> {
                broker.kill();
                stayFor(BROKER_AWAY_FOR);
                broker.start();
              });
      case RESTART_POSTGRES ->
          fault(
              kind,
              "PostgreSQL",
              () -> {
                cluster.database().stop();
                stayFor(POSTGRES_AWAY_FOR);
                cluster.database().start();
              });
      case ROLL_GATEWAYS -> roll();
    }
  }

  private void fault(FaultKind kind, String target, Runnable harm) {
    long began = System.nanoTime();
    harm.run();
    ended(kind, target, began, Set.of(), List.of());
  }

  private void ended(
      FaultKind kind, String target, long began, Set<Integer> orphans, List<Fault.Leave> leaves) {
    try {
      awaitNothing("the cluster to be whole after " + kind.title(), cluster::missing);
    } finally {
      var fault = new Fault(++injected, kind, target, began, System.nanoTime(), orphans, leaves);
      injections.accept(fault);
    }
  }

  private void killGateway(int target) {
    var gateway = cluster.gateways().get(target);
    var orphans = cluster.nodes().get(target).shards();
    long began = System.nanoTime();
    gateway.kill();
    stayFor(GATEWAY_AWAY_FOR);
    gateway.start();
    ended(FaultKind.KILL_GATEWAY, gateway.name(), began, orphans, List.of());
  }

  private static void pause(Child gateway) {
    gateway.pause();
    stayFor(PAUSED_FOR);
    gateway.resume();
  }

  private void cut(Child gateway, List<Child> others) {
    others.forEach(other -> network.cut(gateway.host(), other.host()));
    stayFor(CUT_FOR);
    others.forEach(other -> network.heal(gateway.host(), other.host()));
  }

  private void roll() {
    var leaves = new ArrayList<Fault.Leave>();
    long began = System.nanoTime();
    for (var gateway : cluster.gateways()) {
      long asked = System.nanoTime();
      gateway.stop();
      leaves.add(new Fault.Leave(gateway.name(), asked, System.nanoTime()));
      gateway.start();
      awaitNothing(gateway.name() + " to be back", cluster::missing);
    }
    ended(FaultKind.ROLL_GATEWAYS, "all gateways", began, Set.of(), leaves);
  }

  /** Waits until nothing is missing any more. */
  static void awaitNothing(String awaited, Supplier<String> missing) {
    long deadline = System.nanoTime() + WHOLE_WITHIN.toNanos();
    for (var lack = missing.get(); !lack.isEmpty(); lack = missing.get()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "waited %d s for %s: %s".formatted(WHOLE_WITHIN.toSeconds(), awaited, lack));
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  /** How long a fault lasts is part of the fault, and nothing that could be awaited. */
  private static void stayFor(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

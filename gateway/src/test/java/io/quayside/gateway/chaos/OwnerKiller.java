package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.Options.KillPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Kills gateways that own shards, one soon after the other, and starts each again at once: the next
 * kill does not wait for the cluster to be whole. In a split cluster both sides own all shards
 * meanwhile.
 */
final class OwnerKiller {
  private static final Duration PAUSE_AT_MOST = Duration.ofSeconds(2);
  private static final int KILLS_PER_SPLIT = 5;

  private final Cluster cluster;
  private final Network network;
  private final Random random;
  private final Consumer<Fault> injections;
  private int injected;

  /** {@code injections} is told of each fault when it is over. */
  OwnerKiller(Cluster cluster, Network network, Random random, Consumer<Fault> injections) {
    this.cluster = cluster;
    this.network = network;
    this.random = random;
    this.injections = injections;
  }

  /**
   * Returns when all kills are done and the cluster is whole again.
   *
   * @param begin is told how many more bookings may begin; in the end, all may
   */
  void kill(KillPlan killPlan, IntConsumer begin) {
    int begun = 0;
    for (int killed = 0; killed < killPlan.kills(); ) {
      int share = (int) Math.ceilDiv((killed + 1L) * killPlan.bookings(), killPlan.kills());
      begin.accept(share - begun);
      begun = share;
      if (killPlan.split()) {
        int some = Math.min(KILLS_PER_SPLIT, killPlan.kills() - killed);
        split(some);
        killed += some;
      } else {
        killOne();
        killed++;
      }
    }
    begin.accept(killPlan.bookings() - begun);
    Injector.awaitNothing("the cluster to be whole after the kills", cluster::missing);
  }

  /** Cuts a gateway off; kills owners once both sides own a shard; then ends the cut. */
  private void split(int kills) {
    long began = System.nanoTime();
    var alone = cluster.gateways().get(random.nextInt(Cluster.SIZE));
    var others = cluster.gateways().stream().filter(other -> other != alone).toList();
    others.forEach(other -> network.cut(alone.host(), other.host()));
    Injector.awaitNothing("both sides to own a shard", this::twoOwnersMissing);
    for (int i = 0; i < kills; i++) {
      killOne();
    }
    others.forEach(other -> network.heal(alone.host(), other.host()));
    Injector.awaitNothing("the sides to join", cluster::missing);
    tell(FaultKind.CUT_GATEWAY, alone, began);
  }

  private String twoOwnersMissing() {
    var owned = cluster.shards().stream().flatMap(Set::stream).toList();
    return owned.size() > Set.copyOf(owned).size() ? "" : "no shard has two owners";
  }

  private void killOne() {
    LockSupport.parkNanos((long) (random.nextDouble() * PAUSE_AT_MOST.toNanos()));
    List<Integer> owners = new ArrayList<>();
    Injector.awaitNothing(
        "an owner",
        () -> {
          owners.clear();
          var shards = cluster.shards();
          IntStream.range(0, Cluster.SIZE)
              .filter(i -> cluster.gateways().get(i).alive() && !shards.get(i).isEmpty())
              .forEach(owners::add);
          return owners.isEmpty() ? "no gateway owns a shard" : "";
        });
    var owner = cluster.gateways().get(owners.get(random.nextInt(owners.size())));
    long began = System.nanoTime();
    owner.kill();
    owner.start();
    tell(FaultKind.KILL_GATEWAY, owner, began);
  }

  private void tell(FaultKind kind, Child target, long began) {
    long now = System.nanoTime();
    injections.accept(new Fault(++injected, kind, target.name(), began, now, Set.of(), List.of()));
  }
}

package io.quayside.shard.actor;

import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.SimulatedOwner.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Who believes to own the shard: at times nobody, at times several. */
final class SimulatedOwners {
  /** Somebody takes a shard that nobody runs after some dozens of steps. */
  private static final double TAKES_WHAT_IS_FREE = 0.02;

  /** A pause lasts some hundred steps, hence longer than a command's deadline at times. */
  private static final double WAKES = 0.004;

  private static final double READ_MODELS_COME_BACK = 0.005;

  private final SimulatedOutside outside;
  private final SimulatedWorld world;
  private final List<SimulatedOwner> owners = new ArrayList<>();
  private int taken;

  SimulatedOwners(SimulatedOutside outside) {
    this.outside = outside;
    this.world = outside.world;
  }

  /** Lets somebody come, go, stand still or wake up, or nobody. */
  void change() {
    Weather weather = world.weather;
    count();
    if (owners.stream().noneMatch(SimulatedOwner::believes)) {
      if (world.strikes(TAKES_WHAT_IS_FREE)) {
        take();
      }
    } else if (world.strikes(weather.took())) {
      if (owners.stream().filter(SimulatedOwner::believes).count() < weather.owners()) {
        take();
      }
    } else if (world.strikes(weather.closed())) {
      with(owner -> owner.stage() == Stage.SERVING && !owner.isPaused(), SimulatedOwner::giveUp);
    } else if (world.strikes(weather.crashed())) {
      with(SimulatedOwner::believes, SimulatedOwner::crash);
    } else if (world.strikes(weather.paused())) {
      with(owner -> owner.believes() && !owner.isPaused(), SimulatedOwner::pause);
    } else if (world.strikes(WAKES)) {
      with(SimulatedOwner::isPaused, this::wake);
    }
    outside.replica.change();
    outside.readModels.away(
        outside.readModels.isAway()
            ? !world.strikes(READ_MODELS_COME_BACK)
            : world.strikes(weather.away()));
  }

  private void count() {
    int serving = 0;
    for (SimulatedOwner owner : owners) {
      serving += owner.stage() == Stage.SERVING ? 1 : 0;
    }
    if (serving != 1) {
      world.coverage.add(serving == 0 ? Kind.STEPS_WITHOUT_OWNER : Kind.STEPS_WITH_SEVERAL_OWNERS);
    }
  }

  /** A new owner begins, next to those who are there; one that has nothing left to do is gone. */
  SimulatedOwner take() {
    owners.removeIf(owner -> !owner.believes() && owner.open() == 0);
    SimulatedOwner owner = new SimulatedOwner(++taken, outside);
    owners.add(owner);
    owner.take();
    return owner;
  }

  private void with(Predicate<SimulatedOwner> which, Consumer<SimulatedOwner> happens) {
    List<SimulatedOwner> chosen = owners.stream().filter(which).toList();
    if (!chosen.isEmpty()) {
      happens.accept(chosen.get(world.random.nextInt(chosen.size())));
    }
  }

  private void wake(SimulatedOwner owner) {
    boolean succeeded =
        owner.stage() == Stage.SERVING
            && owners.stream().anyMatch(o -> o.number > owner.number && o.stage() == Stage.SERVING);
    world.coverage.add(Kind.WAKES_AS_FORMER_OWNER, succeeded ? 1 : 0);
    world.trace(() -> owner + " wakes up");
    owner.wake();
  }

  /** Whom a client asks: anyone who is, or was a moment ago, an owner; null if nobody is there. */
  SimulatedOwner any() {
    List<SimulatedOwner> chosen =
        owners.stream().filter(owner -> owner.stage() != Stage.CRASHED).toList();
    return chosen.isEmpty() ? null : chosen.get(world.random.nextInt(chosen.size()));
  }

  /** One of the owners ticks. */
  void tick() {
    if (!owners.isEmpty()) {
      owners.get(world.random.nextInt(owners.size())).tick();
    }
  }

  void tickAll() {
    owners.forEach(SimulatedOwner::tick);
  }

  void wakeAll() {
    outside.readModels.away(false);
    owners.forEach(SimulatedOwner::wake);
  }

  List<SimulatedOwner> serving() {
    return owners.stream().filter(owner -> owner.stage() == Stage.SERVING).toList();
  }

  int open() {
    return owners.stream().mapToInt(SimulatedOwner::open).sum();
  }
}

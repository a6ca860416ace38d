package io.quayside.shard.actor;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Time and chance of a simulation: what is under way stands in lanes, each in order, and a seeded
 * choice says which lane moves next. Nothing happens but by {@link #step}.
 */
final class SimulatedWorld implements InstantSource {
  private static final int TRACED = Integer.getInteger("simulation.traced", 60);
  private static final long START_MILLIS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  final Random random;
  final Weather weather;
  final Coverage coverage;

  /** Lanes with something in them, in the order in which they got it. */
  private final List<PartitionAppender> busy = new ArrayList<>();

  private final ArrayDeque<String> trace = new ArrayDeque<>();
  private final boolean traced;
  private long nowMillis = START_MILLIS;
  private boolean faults = true;
  private Throwable violation;

  /**
   * Something with lanes of its own, which all stop while it is paused and end when it dies. {@code
   * slowness} is the probability that it stays where it is when it could move.
   */
  static final class Host {
    boolean paused;
    private boolean dead;
    private final double slowness;
    private final Map<String, PartitionAppender> lanes = new HashMap<>();

    Host(double slowness) {
      this.slowness = slowness;
    }
  }

  private record PartitionAppender(Host host, ArrayDeque<Runnable> tasks) {}

  SimulatedWorld(long seed, Coverage coverage, boolean traced) {
    this.random = new Random(seed);
    this.weather = Weather.of(random);
    this.coverage = coverage;
    this.traced = traced;
  }

  /** Puts a task at the end of a lane; a dead host does nothing any more. */
  void later(Host host, String lane, Runnable task) {
    if (host.dead) {
      return;
    }
    PartitionAppender at =
        host.lanes.computeIfAbsent(lane, name -> new PartitionAppender(host, new ArrayDeque<>()));
    if (at.tasks.isEmpty()) {
      busy.add(at);
    }
    at.tasks.add(task);
  }

  /** Forgets whatever a host had before it, and has. */
  void kill(Host host) {
    host.dead = true;
    busy.removeIf(lane -> lane.host == host);
    host.lanes.clear();
  }

  /** Of what a lane holds only the first few arrive; answers how many do not. */
  int cut(Host host, String lane) {
    PartitionAppender at = host.lanes.get(lane);
    if (at == null || at.tasks.isEmpty()) {
      return 0;
    }
    int lost = random.nextInt(at.tasks.size() + 1);
    for (int i = 0; i < lost; i++) {
      at.tasks.pollLast();
    }
    if (at.tasks.isEmpty()) {
      busy.remove(at);
    }
    return lost;
  }

  /** Whether a fault of that probability strikes now. */
  boolean strikes(double probability) {
    return faults && probability > 0 && random.nextDouble() < probability;
  }

  /** From now on nothing fails any more. */
  void calmDown() {
    faults = false;
  }

  /** Moves one lane by one task and the clock a little; false if nothing can move. */
  boolean step() {
    nowMillis += random.nextInt(weather.stepMillis());
    int ready = 0;
    for (PartitionAppender lane : busy) {
      ready += lane.host.paused ? 0 : 1;
    }
    if (ready == 0) {
      return false;
    }
    move(random.nextInt(ready));
    return true;
  }

  private void move(int chosen) {
    int left = chosen;
    for (int i = 0; ; i++) {
      PartitionAppender lane = busy.get(i);
      if (!lane.host.paused && left-- == 0) {
        if (strikes(lane.host.slowness)) {
          return;
        }
        Runnable task = lane.tasks.poll();
        if (lane.tasks.isEmpty()) {
          busy.remove(i);
        }
        task.run();
        return;
      }
    }
  }

  void advance(long millis) {
    nowMillis += millis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMillis);
  }

  /** Runs checks: futures would keep what they throw to themselves. */
  void check(Runnable checks) {
    try {
      checks.run();
    } catch (AssertionError | RuntimeException e) {
      violated(e);
    }
  }

  void violated(Throwable cause) {
    if (violation == null) {
      violation = cause;
    }
  }

  void failOnViolation() {
    if (violation != null) {
      throw new AssertionError(violation.getMessage(), violation);
    }
  }

  /** Remembers what happened, if this run is one to be looked at. */
  void trace(Supplier<String> happened) {
    if (traced) {
      trace.add((nowMillis - START_MILLIS) + " " + happened.get());
      if (trace.size() > TRACED) {
        trace.poll();
      }
    }
  }

  List<String> traced() {
    return List.copyOf(trace);
  }
}

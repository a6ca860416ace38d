package io.quayside.shard;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Time and chance of a simulation: what is under way stands in channels, each in order, and a
 * seeded choice says which channel moves next. Nothing happens but by {@link #step}.
 */
final class SimulatedWorld implements InstantSource {
  final Random random;
  private final Map<String, ArrayDeque<Runnable>> channels = new LinkedHashMap<>();
  private long nowMillis = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  /** Whether things may fail; off while a run is drained. */
  boolean faults = true;

  SimulatedWorld(long seed) {
    random = new Random(seed);
  }

  /** Puts a task at the end of a channel. */
  void later(String channel, Runnable task) {
    channels.computeIfAbsent(channel, c -> new ArrayDeque<>()).add(task);
  }

  /** Whether a fault of that probability strikes now. */
  boolean strikes(double probability) {
    return faults && random.nextDouble() < probability;
  }

  /** Moves one channel by one task and the clock by up to 20 ms; false if nothing is under way. */
  boolean step() {
    nowMillis += random.nextInt(20);
    List<ArrayDeque<Runnable>> ready = new ArrayList<>();
    for (ArrayDeque<Runnable> channel : channels.values()) {
      if (!channel.isEmpty()) {
        ready.add(channel);
      }
    }
    if (ready.isEmpty()) {
      return false;
    }
    ready.get(random.nextInt(ready.size())).poll().run();
    return true;
  }

  void advance(long millis) {
    nowMillis += millis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMillis);
  }
}

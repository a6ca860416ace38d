package io.quayside.shard.actor;

import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.SimulatedWorld.Host;
import io.quayside.shard.replication.Replica;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the members keep for each other, shared by all owners: it forgets some of it or all, is
 * written in part, late or not at all, and by several at once. After a split of the cluster it is
 * what the other part had: as it was at the split, as far as that part has written nothing.
 */
final class SimulatedReplica {
  /** The lane of a host that carries its saves. */
  static final String SAVES = "copies.save";

  private static final double STRAGGLER_SLOWNESS = 0.9;
  private static final double COMPANY_CHANGES = 0.001;
  private static final double SPLIT_ENDS = 0.01;

  private final SimulatedWorld world;
  private final Host stragglers = new Host(STRAGGLER_SLOWNESS);
  private Map<String, byte[]> windows = new LinkedHashMap<>();
  private Map<String, byte[]> outcomes = new LinkedHashMap<>();
  private boolean alone;
  private int merges;
  private Map<String, byte[]> windowsAtSplit;
  private Map<String, byte[]> outcomesAtSplit;

  SimulatedReplica(SimulatedWorld world) {
    this.world = world;
  }

  /** Members come and go, entries are evicted, the cluster splits and heals, or nothing. */
  void change() {
    if (world.strikes(COMPANY_CHANGES)) {
      alone = !alone;
    }
    if (world.strikes(world.weather.copiesForgotten())) {
      world.coverage.add(Kind.COPIES_FORGOTTEN);
      forget();
    }
    if (windowsAtSplit == null) {
      if (world.strikes(world.weather.splits())) {
        windowsAtSplit = new LinkedHashMap<>(windows);
        outcomesAtSplit = new LinkedHashMap<>(outcomes);
      }
    } else if (world.strikes(SPLIT_ENDS)) {
      world.coverage.add(Kind.SPLITS);
      world.trace(() -> "copies are as before the split");
      windows = windowsAtSplit;
      outcomes = outcomesAtSplit;
      windowsAtSplit = null;
      merges++;
    }
  }

  private void forget() {
    if (windows.isEmpty() || world.random.nextInt(4) == 0) {
      windows.clear();
      outcomes.clear();
    } else {
      List<String> names = new ArrayList<>(windows.keySet());
      windows.remove(names.get(world.random.nextInt(names.size())));
    }
  }

  /** What an owner reaches: {@code wire} is what it has sent. */
  Replica of(Host host, Host wire) {
    return new View(host, wire);
  }

  private final class View implements Replica {
    private final Host host;
    private final Host wire;

    View(Host host, Host wire) {
      this.host = host;
      this.wire = wire;
    }

    @Override
    public boolean kept() {
      return !alone;
    }

    @Override
    public int merges() {
      return merges;
    }

    @Override
    public Future<byte[]> window(String name) {
      return ask(() -> windows.get(name));
    }

    @Override
    public Future<byte[]> outcome(String name) {
      return ask(() -> outcomes.get(name));
    }

    private Future<byte[]> ask(Supplier<byte[]> question) {
      Promise<byte[]> promise = Promise.promise();
      world.later(
          wire,
          "copies.query",
          () -> {
            if (world.strikes(world.weather.copyFails())) {
              world.later(host, "copies", () -> promise.fail("no member answers"));
            } else {
              byte[] answer = question.get();
              world.coverage.add(Kind.COPIES_FOUND, answer == null ? 0 : 1);
              world.later(host, "copies", () -> promise.complete(answer));
            }
          });
      return promise.future();
    }

    @Override
    public Future<Void> saveWindows(Map<String, byte[]> saved) {
      return save(true, saved);
    }

    @Override
    public Future<Void> saveOutcomes(Map<String, byte[]> saved) {
      return save(false, saved);
    }

    private Future<Void> save(boolean ofWindows, Map<String, byte[]> saved) {
      Promise<Void> promise = Promise.promise();
      Map<String, byte[]> entries = new LinkedHashMap<>(saved);
      world.later(
          wire,
          SAVES,
          () -> {
            if (world.strikes(world.weather.copyFails())) {
              fail(ofWindows, entries);
              world.later(host, "copies", () -> promise.fail("no member answers"));
            } else {
              world.coverage.add(Kind.COPIES_SAVED, entries.size());
              put(ofWindows, entries);
              world.later(host, "copies", promise::complete);
            }
          });
      return promise.future();
    }

    private void put(boolean ofWindows, Map<String, byte[]> entries) {
      (ofWindows ? windows : outcomes).putAll(entries);
    }

    /** A save that fails may be done in part, or later. */
    private void fail(boolean ofWindows, Map<String, byte[]> entries) {
      world.coverage.add(Kind.COPIES_NOT_SAVED);
      int how = world.random.nextInt(3);
      if (how == 1) {
        entries.keySet().removeIf(name -> world.random.nextBoolean());
        put(ofWindows, entries);
      } else if (how == 2) {
        world.later(
            stragglers,
            "lane",
            () -> {
              world.coverage.add(Kind.COPIES_SAVED_LATE);
              put(ofWindows, entries);
            });
      }
    }
  }
}

package io.quayside.shard.actor;

import io.quayside.shard.replication.Replica;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** What other members keep, in memory: saves arrive late, in any owner's order, or are lost. */
public final class ForgetfulReplica implements Replica {
  private final Map<String, byte[]> windows = new HashMap<>();
  private final Map<String, byte[]> outcomes = new HashMap<>();
  private final ArrayDeque<Runnable> underWay = new ArrayDeque<>();
  private final Random random;
  private final double failing;
  private Map<String, byte[]> windowsAtSplit;
  private int merges;

  public ForgetfulReplica(Random random, double failing) {
    this.random = random;
    this.failing = failing;
  }

  @Override
  public boolean kept() {
    return random.nextDouble() >= failing;
  }

  @Override
  public int merges() {
    return merges;
  }

  @Override
  public Future<byte[]> window(String name) {
    return Future.succeededFuture(windows.get(name));
  }

  @Override
  public Future<byte[]> outcome(String name) {
    return Future.succeededFuture(outcomes.get(name));
  }

  @Override
  public Future<Void> saveWindows(Map<String, byte[]> saved) {
    return save(windows, saved);
  }

  @Override
  public Future<Void> saveOutcomes(Map<String, byte[]> saved) {
    return save(outcomes, saved);
  }

  private Future<Void> save(Map<String, byte[]> map, Map<String, byte[]> saved) {
    Promise<Void> promise = Promise.promise();
    Map<String, byte[]> entries = Map.copyOf(saved);
    boolean told = random.nextDouble() >= failing;
    boolean lands = told || random.nextBoolean();
    underWay.add(
        () -> {
          if (lands) {
            map.putAll(entries);
          }
          if (told) {
            promise.complete();
          } else {
            promise.fail("no answer");
          }
        });
    return promise.future();
  }

  /** One save that is under way ends. */
  public void settleOne() {
    if (!underWay.isEmpty()) {
      underWay.poll().run();
    }
  }

  /** All end, and what they lead to. */
  public void settle() {
    while (!underWay.isEmpty()) {
      settleOne();
    }
  }

  /** An entry is evicted. */
  public void forget() {
    windows.keySet().stream().findFirst().ifPresent(windows::remove);
  }

  /** The cluster splits; the owners are in the part that will be merged into the other one. */
  public void split() {
    windowsAtSplit = new HashMap<>(windows);
  }

  /** This part of a split cluster merges into the other one, which has saved nothing. */
  public void merge() {
    merges++;
    if (windowsAtSplit != null) {
      windows.clear();
      windows.putAll(windowsAtSplit);
      windowsAtSplit = null;
    }
  }
}

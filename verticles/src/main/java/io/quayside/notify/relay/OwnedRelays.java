package io.quayside.notify.relay;

import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.relay.target.TargetSettings.Targets;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The shards of relays that this node owns: those that it serves. Confined to one event loop. */
final class OwnedRelays {
  private final Shared shared;
  private final NotifyMetrics metrics;
  private final List<Node> nodes = new ArrayList<>();

  /** A relay on this node, with its shards by number. */
  private record Node(
      RelaySettings relay, Targets targets, RelayPace pace, Map<Integer, ShardRelay> shards) {}

  OwnedRelays(
      Vertx vertx,
      Context context,
      Shared shared,
      List<RelaySettings> relays,
      NotifyMetrics metrics) {
    this.shared = shared;
    this.metrics = metrics;
    for (RelaySettings relay : relays) {
      nodes.add(
          new Node(
              relay,
              relay.target().begin(vertx, context, relay.name()),
              new RelayPace(relay.perSecond(), shared.scheduler()),
              new TreeMap<>()));
    }
  }

  void serve(int shard) {
    for (Node node : nodes) {
      node.shards.computeIfAbsent(
          shard,
          number ->
              new ShardRelay(
                  node.relay,
                  number,
                  shared,
                  node.targets,
                  node.pace,
                  metrics,
                  () -> collectStopped()));
    }
  }

  void unserve(int shard) {
    for (Node node : nodes) {
      ShardRelay stopped = node.shards.remove(shard);
      if (stopped != null) {
        stopped.close();
      }
    }
  }

  void tick() {
    nodes.forEach(node -> List.copyOf(node.shards.values()).forEach(ShardRelay::tick));
  }

  Future<Void> close() {
    List<Future<Void>> closed = new ArrayList<>();
    for (Node node : nodes) {
      List<Future<Void>> shards = node.shards.values().stream().map(ShardRelay::close).toList();
      node.shards.clear();
      closed.add(Future.join(shards).<Void>mapEmpty().eventually(node.targets::close));
    }
    return Future.join(closed).mapEmpty();
  }

  /** Takes shards over again whose epochs were raised elsewhere. */
  void compareEpochs() {
    for (Node node : nodes) {
      Map<Integer, Long> asked = new HashMap<>();
      node.shards.forEach((shard, relay) -> asked.put(shard, relay.epoch()));
      shared
          .lanes()
          .epochs(node.relay.consumer())
          .onComplete(
              kept -> compare(node, asked, kept),
              failure -> Faults.report("reading the epochs of relays", failure));
    }
  }

  private static void compare(Node node, Map<Integer, Long> asked, Map<Integer, Long> kept) {
    node.shards.forEach(
        (shard, relay) -> {
          long now = relay.epoch();
          boolean same = now >= 0 && now == asked.getOrDefault(shard, -1L);
          if (same && kept.getOrDefault(shard, now) != now) {
            relay.reload();
          }
        });
  }

  /** Tells the gauges how things stand. */
  void collect() {
    Instant now = shared.clock().instant();
    Map<List<String>, Double> lag = new HashMap<>();
    Map<List<String>, Integer> lanes = new HashMap<>();
    for (Node node : nodes) {
      for (LaneState state : LaneState.values()) {
        lanes.put(List.of(node.relay.consumer(), state.name()), 0);
      }
      for (ShardRelay relay : node.shards.values()) {
        Pump pump = relay.pump();
        if (pump != null) {
          long end = shared.source().end(relay.shard());
          lag.put(
              List.of(node.relay.consumer(), Integer.toString(relay.shard())),
              pump.lagSeconds(end, now));
          pump.backlog()
              .lanes()
              .forEach(
                  lane ->
                      lanes.merge(
                          List.of(node.relay.consumer(), lane.progress().state().name()),
                          1,
                          Integer::sum));
        }
      }
    }
    metrics.lag("relay", lag);
    metrics.lanes("relay", lanes);
    collectStopped();
  }

  private void collectStopped() {
    Map<List<String>, Long> stopped = new HashMap<>();
    for (Node node : nodes) {
      stopped.put(
          List.of(node.relay.name()),
          node.shards.values().stream().filter(ShardRelay::isStopped).count());
    }
    metrics.relaysStopped(stopped);
  }
}

package io.quayside.shard.actor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.common.metrics.Metrics;

/** All that outlives an owner: the two logs, what they say, the read models and the copies. */
final class SimulatedOutside {
  final SimulatedWorld world;

  /** At rest, whoever asks gets an answer; before, it may be told to come again. */
  boolean atRest;

  final ReferenceReader reference = new ReferenceReader();
  final ReferenceIngest tracks = new ReferenceIngest();
  final SimulatedLog events;
  final SimulatedLog positions;
  final SimulatedReadModels readModels;
  final SimulatedReplica replica;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Metrics metrics = new Metrics(registry);

  SimulatedOutside(SimulatedWorld world) {
    this.world = world;
    this.events = new SimulatedLog("events", world, reference);
    this.positions = new SimulatedLog("positions", world, tracks);
    this.replica = new SimulatedReplica(world);
    this.readModels = new SimulatedReadModels(world, reference, tracks);
  }

  /** How many shipments have been parked: none should be, for nothing is wrong with the log. */
  double parked() {
    Counter parked = registry.find("quayside.shipments.parked").counter();
    return parked == null ? 0 : parked.count();
  }
}

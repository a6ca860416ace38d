package io.quayside.push.fleet;

import io.quayside.cluster.Topics;
import io.quayside.common.metrics.FleetMetrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.quayside.domain.stream.ShipmentFacts;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.log.kafka.PartitionConsumer;
import io.quayside.push.SharedFrame;
import io.quayside.push.fleet.KnownShipments.Known;
import io.quayside.readmodel.FleetHistory;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the positions of all shards while a watch wants them, keeps the newest of each shipment,
 * and hands it on once a second: only then is it decoded and judged. Shipments are spread over ten
 * parts of a second. Confined to the feed's event loop.
 */
final class PositionFeed {
  private static final Logger LOG = LoggerFactory.getLogger(PositionFeed.class);

  private static final int PARTS = 10;
  private static final long PART_MILLIS = 100;
  private static final long PAUSE_MILLIS = 20;
  private static final long RETRY_MILLIS = 200;
  private static final int MAX_LOOKUPS = 1_000;
  private static final int KEPT_FACTS = 50_000;

  private final Scheduler scheduler;
  private final PartitionConsumer consumer;
  private final KnownShipments known;
  private final FleetHistory history;
  private final Supplier<Collection<FleetSubscriber>> subscribers;
  private final FleetMetrics metrics;
  private final Set<TopicPartition> partitions;

  /** The newest record of each shipment that has moved, by the part of the second. */
  private final List<Map<String, byte[]>> newest = new ArrayList<>();

  /** Facts of shipments without recent events, as their rows had them. */
  private final LinkedHashMap<String, ShipmentFacts> facts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ShipmentFacts> eldest) {
          return size() > KEPT_FACTS;
        }
      };

  private boolean wanted;
  private boolean reading;
  private boolean lookingUp;
  private int part;
  private Cancellable timer = () -> {};

  PositionFeed(
      Scheduler scheduler,
      PartitionConsumer consumer,
      int shards,
      KnownShipments known,
      FleetHistory history,
      Supplier<Collection<FleetSubscriber>> subscribers,
      FleetMetrics metrics) {
    this.scheduler = scheduler;
    this.consumer = consumer;
    this.known = known;
    this.history = history;
    this.subscribers = subscribers;
    this.metrics = metrics;
    this.partitions =
        IntStream.range(0, shards)
            .mapToObj(shard -> new TopicPartition(Topics.POSITIONS, shard))
            .collect(Collectors.toSet());
    for (int i = 0; i < PARTS; i++) {
      newest.add(new HashMap<>());
    }
  }

  /** Reads positions from now on, or no more. */
  void follow(boolean follow) {
    if (follow == wanted) {
      return;
    }
    wanted = follow;
    timer.cancel();
    newest.forEach(Map::clear);
    facts.clear();
    if (follow) {
      timer = scheduler.scheduleEvery(PART_MILLIS, this::tick);
      if (!reading) {
        reading = true;
        start();
      }
    }
  }

  /** A shipment has a new event: what its row said is old. */
  void changed(String shipmentId) {
    facts.remove(shipmentId);
  }

  Future<Void> close() {
    wanted = false;
    timer.cancel();
    return consumer.close();
  }

  private void start() {
    consumer
        .assign(partitions)
        .compose(v -> consumer.ends(partitions))
        .compose(
            ends -> {
              Future<Void> done = Future.succeededFuture();
              for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                done = done.compose(v -> consumer.seek(end.getKey(), end.getValue()));
              }
              return done;
            })
        .onComplete(v -> round(), failure -> again(failure, this::start));
  }

  private void again(Throwable failure, Runnable task) {
    if (wanted) {
      LOG.warn("cannot read all positions, trying again: cause={}", failure.toString());
      scheduler.schedule(RETRY_MILLIS, task);
    } else {
      reading = false;
    }
  }

  private void round() {
    if (!wanted) {
      reading = false;
      consumer
          .assign(Set.of())
          .onFailure(failure -> LOG.warn("cannot stop reading: cause={}", failure.toString()));
      return;
    }
    consumer
        .poll()
        .onComplete(
            polled -> {
              keep(polled);
              scheduler.schedule(PAUSE_MILLIS, this::round);
            },
            failure -> again(failure, this::round));
  }

  private void keep(ConsumerRecords<String, byte[]> polled) {
    if (!wanted) {
      return;
    }
    for (ConsumerRecord<String, byte[]> record : polled) {
      String id = record.key();
      if (id != null && record.value() != null) {
        newest.get(Math.floorMod(id.hashCode(), PARTS)).put(id, record.value());
      }
    }
  }

  private void tick() {
    if (lookingUp) {
      return;
    }
    part = (part + 1) % PARTS;
    Map<String, byte[]> due = newest.set(part, new HashMap<>());
    if (due.isEmpty()) {
      return;
    }
    List<FleetSubscriber> watching =
        subscribers.get().stream().filter(FleetSubscriber::wantsPositions).toList();
    List<String> unknown = List.of();
    if (!watching.stream().allMatch(watch -> watch.scope().isWholeTenant())) {
      unknown = due.keySet().stream().filter(id -> facts(id) == null).limit(MAX_LOOKUPS).toList();
    }
    if (unknown.isEmpty()) {
      hand(due, watching);
      return;
    }
    metrics.lookups(unknown.size());
    lookingUp = true;
    history
        .facts(unknown)
        .onComplete(
            found -> {
              lookingUp = false;
              facts.putAll(found);
              hand(due, watching);
            },
            failure -> {
              // Later positions of the same shipments come; a failed query was logged.
              lookingUp = false;
            });
  }

  private @Nullable ShipmentFacts facts(String shipmentId) {
    Known shipment = known.get(shipmentId);
    return shipment != null && shipment.facts() != null ? shipment.facts() : facts.get(shipmentId);
  }

  private void hand(Map<String, byte[]> due, List<FleetSubscriber> watching) {
    Map<FleetSubscriber, List<SharedFrame>> frames = new HashMap<>();
    due.forEach(
        (id, value) -> {
          try {
            judge(id, value, watching, frames);
          } catch (UndecodableEventException foreign) {
            // Other consumers have logged it; it is nobody's position.
          } catch (RuntimeException defect) {
            Faults.report("a position of a watch", defect);
          }
        });
    frames.forEach(FleetSubscriber::positions);
  }

  private void judge(
      String id,
      byte[] value,
      List<FleetSubscriber> watching,
      Map<FleetSubscriber, List<SharedFrame>> frames) {
    String tenant = PositionCodec.tenantOf(id, value);
    ShipmentFacts shipment = facts(id);
    SharedFrame frame = null;
    for (FleetSubscriber watch : watching) {
      WatchScope scope = watch.scope();
      boolean holds = scope.isWholeTenant() ? scope.isOfTenant(tenant) : scope.holds(shipment);
      if (holds) {
        if (frame == null) {
          byte[] data = PositionCodec.dataOf(value);
          frame = SharedFrame.position(id, data, 0, data.length);
        }
        frames.computeIfAbsent(watch, w -> new ArrayList<>()).add(frame);
      }
    }
  }
}

package io.quayside.push;

import io.quayside.cluster.Shards;
import io.quayside.cluster.Topics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.common.trace.Traces;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.log.kafka.KafkaPartitionConsumer;
import io.quayside.log.kafka.LogHeaders;
import io.quayside.log.kafka.PartitionConsumer;
import io.quayside.push.PushSource.Following;
import io.quayside.push.PushSource.Starting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes what the logs have of shards that other nodes run and this node has subscribers of. One
 * consumer reads the tails of their partitions, from the end on or from where this node's own shard
 * has stopped; it is idle while there are none. Subscribers are told to look for what they may have
 * missed each time the source of their shard's pushes changes.
 *
 * <p>Confined to the scheduler's event loop; public methods may be called from any thread.
 */
public final class ShardTail implements PushHub.Interest {
  private static final Logger LOG = LoggerFactory.getLogger(ShardTail.class);

  /** The pause between two polls: a poll for each record would cost more than the records. */
  private static final long PAUSE_MILLIS = 5;

  private static final long RETRY_MILLIS = 200;

  private final Scheduler scheduler;
  private final int shards;
  private final EventCodec codec;
  private final PartitionConsumer consumer;
  private final PushHub hub;
  private final Traces traces;
  private final PushSource[] sources;

  /** Shipments with subscribers, by shard. */
  private final int[] subscribed;

  /** The next offsets of the shards that are followed. */
  private final long[] eventsNext;

  private final long[] positionsNext;

  /** Completed when the pushes of a shard begin. */
  private final Map<Integer, Promise<Void>> pushing = new HashMap<>();

  private Set<Integer> assigned = Set.of();
  private Polling polling = Polling.IDLE;

  private enum Polling {
    IDLE,
    ACTIVE,
    CLOSED
  }

  ShardTail(
      Scheduler scheduler,
      PartitionConsumer consumer,
      int shards,
      Contexts contexts,
      Traces traces) {
    this.scheduler = scheduler;
    this.hub = new PushHub(this, contexts, traces);
    this.traces = traces;
    this.codec = new EventCodec(contexts);
    this.consumer = consumer;
    this.shards = shards;
    this.sources = new PushSource[shards];
    Arrays.fill(sources, new PushSource.Unused());
    this.subscribed = new int[shards];
    this.eventsNext = new long[shards];
    this.positionsNext = new long[shards];
  }

  /** A tail with a consumer of its own. */
  public static ShardTail of(
      Vertx vertx,
      Map<String, String> clientSettings,
      int shards,
      Contexts contexts,
      Traces traces) {
    return new ShardTail(
        new VertxScheduler(vertx),
        KafkaPartitionConsumer.forTails(vertx, clientSettings),
        shards,
        contexts,
        traces);
  }

  /** The hub that it pushes to. */
  public PushHub hub() {
    return hub;
  }

  /** This node's shard serves, and pushes events, and the positions from that offset on. */
  public void shardServes(int shard, long positionsFrom) {
    scheduler.execute(
        () -> {
          recheck(Set.of(shard));
          change(shard, source -> source.served(positionsFrom));
        });
  }

  /** This node's shard stops, and has read and pushed all below those offsets. */
  public void shardStops(int shard, long nextEvent, long nextPosition) {
    scheduler.execute(
        () ->
            change(
                shard, source -> source.stopped(subscribed[shard] > 0, nextEvent, nextPosition)));
  }

  @Override
  public void changed(String shipmentId, boolean wanted) {
    int shard = Shards.of(shipmentId, shards);
    scheduler.execute(
        () -> {
          subscribed[shard] += wanted ? 1 : -1;
          if (subscribed[shard] == 0) {
            change(shard, PushSource::unsubscribed);
          } else {
            change(shard, PushSource::subscribed);
          }
        });
  }

  @Override
  public Future<Void> whenPushing(String shipmentId) {
    int shard = Shards.of(shipmentId, shards);
    Promise<Void> result = Promise.promise();
    scheduler.execute(
        () -> {
          if (sources[shard].isPushing()) {
            result.complete();
          } else {
            pushing.computeIfAbsent(shard, s -> Promise.promise()).future().onComplete(result);
          }
        });
    return result.future();
  }

  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    scheduler.execute(
        () -> {
          polling = Polling.CLOSED;
          consumer.close().onComplete(closed);
        });
    return closed.future();
  }

  private void change(int shard, UnaryOperator<PushSource> transition) {
    sources[shard] = transition.apply(sources[shard]);
    if (sources[shard].isPushing()) {
      Promise<Void> waiting = pushing.remove(shard);
      if (waiting != null) {
        waiting.complete();
      }
    }
    if (polling == Polling.IDLE && sources[shard].isTailed()) {
      polling = Polling.ACTIVE;
      round();
    }
  }

  /** Follows what is to be followed by now, and polls once. */
  private void round() {
    if (polling == Polling.CLOSED) {
      return;
    }
    Set<Integer> tailed = tailed();
    if (tailed.isEmpty()) {
      polling = Polling.IDLE;
      return;
    }
    assign(tailed)
        .compose(v -> startFollowing(tailed))
        .compose(v -> consumer.poll())
        .onComplete(
            polled -> {
              push(polled);
              scheduler.schedule(PAUSE_MILLIS, this::round);
            },
            this::interrupted);
  }

  private void interrupted(Throwable failure) {
    if (polling == Polling.CLOSED) {
      return;
    }
    LOG.warn("cannot follow, trying again: cause={}", failure.toString());
    assigned = Set.of();
    for (int shard = 0; shard < shards; shard++) {
      sources[shard] = sources[shard].interrupted(eventsNext[shard], positionsNext[shard]);
    }
    scheduler.schedule(RETRY_MILLIS, this::round);
  }

  private Set<Integer> tailed() {
    return IntStream.range(0, shards)
        .filter(shard -> sources[shard].isTailed())
        .boxed()
        .collect(Collectors.toSet());
  }

  private Future<Void> assign(Set<Integer> tailed) {
    if (tailed.equals(assigned)) {
      return Future.succeededFuture();
    }
    Set<TopicPartition> partitions = new HashSet<>();
    for (int shard : tailed) {
      partitions.add(events(shard));
      partitions.add(positions(shard));
    }
    return consumer.assign(partitions).onSuccess(v -> assigned = tailed);
  }

  /** Seeks the logs of the shards that are to be followed and are not yet. */
  private Future<Void> startFollowing(Set<Integer> tailed) {
    Map<Integer, Starting> starting = new HashMap<>();
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int shard : tailed) {
      if (sources[shard] instanceof Starting start) {
        starting.put(shard, start);
        offsets.put(events(shard), start.eventsFrom());
        offsets.put(positions(shard), start.positionsFrom());
      }
    }
    if (starting.isEmpty()) {
      return Future.succeededFuture();
    }
    return resolveEnds(offsets)
        .compose(this::seek)
        .onSuccess(v -> followed(starting, offsets))
        .mapEmpty();
  }

  private Future<Map<TopicPartition, Long>> resolveEnds(Map<TopicPartition, Long> offsets) {
    Set<TopicPartition> unknown =
        offsets.entrySet().stream()
            .filter(offset -> offset.getValue() == PushSource.END)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (unknown.isEmpty()) {
      return Future.succeededFuture(offsets);
    }
    return consumer.ends(unknown).onSuccess(offsets::putAll).map(offsets);
  }

  private Future<Void> seek(Map<TopicPartition, Long> offsets) {
    Future<Void> done = Future.succeededFuture();
    for (Map.Entry<TopicPartition, Long> offset : offsets.entrySet()) {
      done = done.compose(v -> consumer.seek(offset.getKey(), offset.getValue()));
    }
    return done;
  }

  private void followed(Map<Integer, Starting> starting, Map<TopicPartition, Long> offsets) {
    Set<Integer> followed = new HashSet<>();
    starting.forEach(
        (shard, start) -> {
          // Another source meanwhile has its turn in the next round.
          if (sources[shard] == start) {
            eventsNext[shard] = offsetOf(events(shard), offsets);
            positionsNext[shard] = offsetOf(positions(shard), offsets);
            followed.add(shard);
          }
        });
    recheck(followed);
    followed.forEach(shard -> change(shard, PushSource::started));
  }

  private static long offsetOf(TopicPartition partition, Map<TopicPartition, Long> offsets) {
    return Objects.requireNonNull(offsets.get(partition));
  }

  private static TopicPartition events(int shard) {
    return new TopicPartition(Topics.EVENTS, shard);
  }

  private static TopicPartition positions(int shard) {
    return new TopicPartition(Topics.POSITIONS, shard);
  }

  private void recheck(Set<Integer> changed) {
    if (!changed.isEmpty()) {
      hub.recheck(shipmentId -> changed.contains(Shards.of(shipmentId, shards)));
    }
  }

  private void push(ConsumerRecords<String, byte[]> polled) {
    for (ConsumerRecord<String, byte[]> record : polled) {
      // A foreign writer's record may have no key or no value.
      if (record.key() != null
          && record.value() != null
          && sources[record.partition()] instanceof Following following
          && hub.hasSubscribers(record.key())) {
        push(record, following);
      }
    }
    polled
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              int shard = partition.partition();
              if (sources[shard] instanceof Following) {
                (partition.topic().equals(Topics.EVENTS) ? eventsNext : positionsNext)[shard] =
                    next.offset();
                change(shard, source -> source.read(positionsNext[shard]));
              }
            });
  }

  private void push(ConsumerRecord<String, byte[]> record, Following following) {
    try {
      if (record.topic().equals(Topics.EVENTS)) {
        String traceparent = traces.isOn() ? LogHeaders.traceparent(record.headers()) : null;
        hub.event(codec.decode(record.key(), record.value()), record.value(), traceparent);
      } else if (record.offset() < following.positionsTo()) {
        byte[] data = PositionCodec.dataOf(record.value());
        hub.position(record.key(), data, 0, data.length);
      }
    } catch (UndecodableEventException e) {
      // The node that runs the shard parks the shipment and logs the reason.
      LOG.warn("not pushed: partition={} offset={}", record.partition(), record.offset());
    }
  }
}

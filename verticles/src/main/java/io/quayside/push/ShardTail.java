package io.quayside.push;

import io.quayside.cluster.Shards;
import io.quayside.cluster.Topics;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log of those shards that other nodes run and this node has subscribers of, through
 * one consumer that is idle while there are none. A shard is followed from its end on, or from
 * where this node has ceased to run it; whoever subscribes is told when that has begun, and then to
 * look for what came before. Push does not need the event bus.
 */
public final class ShardTail implements PushHub.Interest {
  private static final Logger LOG = LoggerFactory.getLogger(ShardTail.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** A poll for each record that comes would cost more than the records. */
  private static final long PAUSE_MILLIS = 5;

  private static final long RETRY_MILLIS = 200;

  private final Vertx vertx;
  private final Context context;
  private final int shards;
  private final EventCodec codec;
  private final KafkaConsumer<String, byte[]> consumer;
  private final PushHub hub = new PushHub(this);
  private final int[] subscribed;
  private final Set<Integer> here = new HashSet<>();

  /** Shards that run here by now, and the position that they push first: up to it, it is ours. */
  private final Map<Integer, Long> handedBack = new HashMap<>();

  /** Where to read on, by partition. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /** Who waits until a shard is heard of here. */
  private final Map<Integer, Promise<Void>> deaf = new HashMap<>();

  private Set<Integer> followed = Set.of();
  private boolean looping;
  private volatile boolean closed;

  public ShardTail(Vertx vertx, Map<String, String> clientSettings, int shards, Contexts contexts) {
    Map<String, String> settings = new HashMap<>(clientSettings);
    settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    settings.put(
        "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "latest");
    // A broker holds a fetch back for so long, and with it shards that are followed since.
    settings.put("fetch.max.wait.ms", "100");
    settings.put("default.api.timeout.ms", "5000");
    settings.put("request.timeout.ms", "4000");
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.shards = shards;
    this.codec = new EventCodec(contexts);
    this.subscribed = new int[shards];
    this.consumer = KafkaConsumer.create(vertx, settings);
  }

  /** The hub whose subscribers it serves. */
  public PushHub hub() {
    return hub;
  }

  /**
   * A shard is run by this node, which pushes itself what it reads: the positions from that offset
   * on.
   */
  public void here(int shard, long positionsFrom) {
    context.runOnContext(
        v -> {
          here.add(shard);
          if (followed.contains(shard)) {
            handedBack.put(shard, positionsFrom);
          }
          recheck(Set.of(shard));
          heard(shard);
        });
  }

  /** A shard is not run by this node any more, which has read the logs up to those offsets. */
  public void gone(int shard, long eventsNext, long positionsNext) {
    context.runOnContext(
        v -> {
          here.remove(shard);
          handedBack.remove(shard);
          if (subscribed[shard] > 0) {
            next.put(events(shard), eventsNext);
            next.put(positions(shard), positionsNext);
          }
          follow();
        });
  }

  @Override
  public void changed(String shipmentId, boolean wanted) {
    int shard = Shards.of(shipmentId, shards);
    context.runOnContext(
        v -> {
          subscribed[shard] += wanted ? 1 : -1;
          if (subscribed[shard] == 0) {
            next.keySet().removeAll(partitions(Set.of(shard)));
          }
          follow();
        });
  }

  @Override
  public Future<Void> heard(String shipmentId) {
    int shard = Shards.of(shipmentId, shards);
    Promise<Void> heard = Promise.promise();
    context.runOnContext(
        v -> {
          if (here.contains(shard) || followed.contains(shard)) {
            heard.complete();
          } else {
            deaf.computeIfAbsent(shard, s -> Promise.promise()).future().onComplete(heard);
          }
        });
    return heard.future();
  }

  private void heard(int shard) {
    Promise<Void> waiting = deaf.remove(shard);
    if (waiting != null) {
      waiting.complete();
    }
  }

  public Future<Void> close() {
    closed = true;
    return consumer.close();
  }

  private Set<Integer> wanted() {
    Set<Integer> wanted = new HashSet<>();
    for (int shard = 0; shard < shards; shard++) {
      if (subscribed[shard] > 0 && (!here.contains(shard) || handedBack.containsKey(shard))) {
        wanted.add(shard);
      }
    }
    return wanted;
  }

  private void follow() {
    if (!looping && !wanted().isEmpty()) {
      looping = true;
      loop();
    }
  }

  private void loop() {
    handedBack.entrySet().removeIf(shard -> next(positions(shard.getKey())) >= shard.getValue());
    Set<Integer> wanted = wanted();
    next.keySet().removeIf(partition -> !wanted.contains(partition.getPartition()));
    if (closed || wanted.isEmpty()) {
      looping = false;
      followed = Set.of();
      return;
    }
    assign(wanted)
        .compose(v -> consumer.poll(POLL))
        .onComplete(
            polled -> {
              push(polled);
              vertx.setTimer(PAUSE_MILLIS, t -> loop());
            },
            failure -> {
              LOG.warn("cannot follow, trying again: cause={}", failure.toString());
              followed = Set.of();
              vertx.setTimer(RETRY_MILLIS, t -> loop());
            });
  }

  /** Where to read on; nowhere, if the partition is not followed. */
  private long next(TopicPartition partition) {
    return next.getOrDefault(partition, Long.MAX_VALUE);
  }

  private Future<Void> assign(Set<Integer> wanted) {
    if (wanted.equals(followed)) {
      return Future.succeededFuture();
    }
    Set<Integer> added = new HashSet<>(wanted);
    added.removeAll(followed);
    Future<Void> assigned = consumer.assign(partitions(wanted));
    for (TopicPartition partition : partitions(added)) {
      assigned = assigned.compose(v -> seek(partition));
    }
    return assigned.map(
        v -> {
          followed = wanted;
          recheck(added);
          added.forEach(this::heard);
          return null;
        });
  }

  private Future<Void> seek(TopicPartition partition) {
    Long from = next.get(partition);
    Future<Long> start =
        from == null ? consumer.endOffsets(partition) : Future.succeededFuture(from);
    return start.compose(
        offset -> {
          next.put(partition, offset);
          return consumer.seek(partition, offset);
        });
  }

  private static Set<TopicPartition> partitions(Set<Integer> numbers) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (int number : numbers) {
      partitions.add(events(number));
      partitions.add(positions(number));
    }
    return partitions;
  }

  private static TopicPartition events(int shard) {
    return new TopicPartition(Topics.EVENTS, shard);
  }

  private static TopicPartition positions(int shard) {
    return new TopicPartition(Topics.POSITIONS, shard);
  }

  private void recheck(Set<Integer> numbers) {
    if (!numbers.isEmpty()) {
      hub.recheck(shipmentId -> numbers.contains(Shards.of(shipmentId, shards)));
    }
  }

  private void push(KafkaConsumerRecords<String, byte[]> polled) {
    for (ConsumerRecord<String, byte[]> record : polled.records()) {
      // Without key or value it is a foreign writer's.
      if (record.key() != null && record.value() != null && hub.hasSubscribers(record.key())) {
        try {
          push(record);
        } catch (UndecodableEventException e) {
          // Whoever runs the shard parks the shipment, and says so.
          LOG.warn("not pushed: partition={} offset={}", record.partition(), record.offset());
        }
      }
    }
    for (var partition : polled.records().partitions()) {
      next.put(
          new TopicPartition(partition.topic(), partition.partition()),
          polled.records().nextOffsets().get(partition).offset());
    }
  }

  private void push(ConsumerRecord<String, byte[]> record) throws UndecodableEventException {
    if (record.topic().equals(Topics.EVENTS)) {
      hub.event(record.key(), codec.decode(record.key(), record.value()).version(), record.value());
    } else if (record.offset() < handedBack.getOrDefault(record.partition(), Long.MAX_VALUE)) {
      byte[] data = PositionCodec.dataOf(record.value());
      hub.position(record.key(), data, 0, data.length);
    }
  }
}

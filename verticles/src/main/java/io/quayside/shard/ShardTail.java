package io.quayside.shard;

import io.quayside.cluster.Shards;
import io.quayside.cluster.Topics;
import io.quayside.log.EventCodec;
import io.quayside.log.PositionCodec;
import io.quayside.log.UndecodableEventException;
import io.quayside.push.PushHub;
import io.vertx.core.Context;
import io.vertx.core.Future;
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
 * one consumer that is idle while there are none. A shard is followed from its end on; whoever
 * subscribes to it is then told to look for what came before. Push does not need the event bus.
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
  private final KafkaConsumer<String, byte[]> consumer;
  private final PushHub hub = new PushHub(this);
  private final int[] subscribed;
  private final Set<Integer> here = new HashSet<>();
  private Set<Integer> followed = Set.of();
  private boolean looping;
  private volatile boolean closed;

  public ShardTail(Vertx vertx, Map<String, String> clientSettings, int shards) {
    Map<String, String> settings = new HashMap<>(clientSettings);
    settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    settings.put(
        "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "latest");
    settings.put("default.api.timeout.ms", "5000");
    settings.put("request.timeout.ms", "4000");
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.shards = shards;
    this.subscribed = new int[shards];
    this.consumer = KafkaConsumer.create(vertx, settings);
  }

  /** The hub whose subscribers it serves. */
  public PushHub hub() {
    return hub;
  }

  /** A shard is run by this node from now on, which pushes itself what it reads, or no longer. */
  public void here(int shard, boolean runs) {
    context.runOnContext(
        v -> {
          if (runs && here.add(shard)) {
            recheck(Set.of(shard));
          } else if (!runs) {
            here.remove(shard);
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
          follow();
        });
  }

  public Future<Void> close() {
    closed = true;
    return consumer.close();
  }

  private Set<Integer> wanted() {
    Set<Integer> wanted = new HashSet<>();
    for (int shard = 0; shard < shards; shard++) {
      if (subscribed[shard] > 0 && !here.contains(shard)) {
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
    Set<Integer> wanted = wanted();
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

  private Future<Void> assign(Set<Integer> wanted) {
    if (wanted.equals(followed)) {
      return Future.succeededFuture();
    }
    Set<Integer> added = new HashSet<>(wanted);
    added.removeAll(followed);
    Future<Void> assigned = consumer.assign(partitions(wanted));
    for (TopicPartition partition : partitions(added)) {
      assigned =
          assigned
              .compose(v -> consumer.endOffsets(partition))
              .compose(end -> consumer.seek(partition, end));
    }
    return assigned.map(
        v -> {
          followed = wanted;
          recheck(added);
          return null;
        });
  }

  private static Set<TopicPartition> partitions(Set<Integer> numbers) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (int number : numbers) {
      partitions.add(new TopicPartition(Topics.EVENTS, number));
      partitions.add(new TopicPartition(Topics.POSITIONS, number));
    }
    return partitions;
  }

  private void recheck(Set<Integer> numbers) {
    if (!numbers.isEmpty()) {
      hub.recheck(shipmentId -> numbers.contains(Shards.of(shipmentId, shards)));
    }
  }

  private void push(KafkaConsumerRecords<String, byte[]> polled) {
    for (ConsumerRecord<String, byte[]> record : polled.records()) {
      if (hub.hasSubscribers(record.key())) {
        try {
          push(record);
        } catch (UndecodableEventException e) {
          // Whoever runs the shard parks the shipment, and says so.
          LOG.warn("not pushed: partition={} offset={}", record.partition(), record.offset());
        }
      }
    }
  }

  private void push(ConsumerRecord<String, byte[]> record) throws UndecodableEventException {
    if (record.topic().equals(Topics.EVENTS)) {
      hub.event(record.key(), EventCodec.decode(record.value()).version(), record.value());
    } else {
      hub.position(record.key(), PositionCodec.dataOf(record.value()));
    }
  }
}

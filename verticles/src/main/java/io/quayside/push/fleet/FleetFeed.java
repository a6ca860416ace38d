package io.quayside.push.fleet;

import io.quayside.cluster.Topics;
import io.quayside.common.metrics.FleetMetrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.log.kafka.PartitionConsumer;
import io.quayside.push.fleet.FactResolver.Question;
import io.quayside.readmodel.FleetHistory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events of all shards, from the end of the log on, and hands each one that counts to the
 * watches whose set had its shipment before it or has it after it. Idle without a watch.
 *
 * <p>Confined to the scheduler's event loop; {@link #join} and {@link #leave} may be called from
 * any thread.
 */
public final class FleetFeed {
  private static final Logger LOG = LoggerFactory.getLogger(FleetFeed.class);

  private static final int KNOWN_SHIPMENTS = 200_000;
  private static final long PAUSE_MILLIS = 5;
  private static final long RETRY_MILLIS = 200;

  /** Watches that get no events are told once in this time how far the log has moved. */
  private static final long MOVED_NANOS = 1_000_000_000;

  private final Scheduler scheduler;
  private final PartitionConsumer consumer;
  private final int shards;
  private final EventCodec codec;
  private final FactResolver resolver;
  private final PositionFeed positions;
  private final KnownShipments known;
  private final FleetJudge judge;

  /** By shard, the offset of the next record. */
  private final long[] next;

  private final Map<FleetSubscriber, FleetJudge.Member> members = new LinkedHashMap<>();
  private final List<Joining> joining = new ArrayList<>();
  private State state = State.IDLE;
  private long movedNanos;

  /** Whether records are being judged: who joins meanwhile gets the next ones. */
  private boolean taking;

  private enum State {
    IDLE,
    STARTING,
    FOLLOWING,
    CLOSED
  }

  private record Joining(FleetSubscriber subscriber, Promise<long[]> place) {}

  /** A record that may be an event of a shipment. */
  record Read(int shard, long offset, StoredEvent stored, byte[] value) {
    String shipmentId() {
      return stored.shipmentId();
    }
  }

  public FleetFeed(
      Scheduler scheduler,
      PartitionConsumer events,
      PartitionConsumer positions,
      int shards,
      FleetHistory history,
      Contexts contexts,
      FleetMetrics metrics) {
    this.scheduler = scheduler;
    this.consumer = events;
    this.shards = shards;
    this.codec = new EventCodec(contexts);
    this.next = new long[shards];
    this.known = new KnownShipments(KNOWN_SHIPMENTS, next);
    this.resolver = new FactResolver(scheduler, history, codec, shards, metrics);
    this.judge = new FleetJudge(known, contexts);
    this.positions =
        new PositionFeed(scheduler, positions, shards, known, history, members::keySet, metrics);
  }

  /**
   * Hands events to a subscriber; completes, on any thread, with the place in the log from which on
   * it gets them.
   */
  public Future<long[]> join(FleetSubscriber subscriber) {
    Promise<long[]> place = Promise.promise();
    scheduler.execute(
        () -> {
          if (state == State.CLOSED) {
            place.fail("closed");
            return;
          }
          joining.add(new Joining(subscriber, place));
          if (state == State.IDLE) {
            state = State.STARTING;
            start();
          } else if (state == State.FOLLOWING && !taking) {
            admit();
          }
        });
    return place.future();
  }

  /** Hands nothing to a subscriber any more. */
  public void leave(FleetSubscriber subscriber) {
    scheduler.execute(
        () -> {
          members.remove(subscriber);
          joining.removeIf(one -> one.subscriber == subscriber);
          changed();
        });
  }

  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    scheduler.execute(
        () -> {
          state = State.CLOSED;
          members.clear();
          joining.forEach(one -> one.place.fail("closed"));
          joining.clear();
          consumer.close().eventually(positions::close).onComplete(closed);
        });
    return closed.future();
  }

  private void admit() {
    if (joining.isEmpty()) {
      return;
    }
    for (Joining one : joining) {
      members.put(one.subscriber, new FleetJudge.Member(one.subscriber));
      one.place.complete(next.clone());
    }
    joining.clear();
    changed();
  }

  private void changed() {
    positions.follow(members.keySet().stream().anyMatch(FleetSubscriber::wantsPositions));
  }

  private void start() {
    Set<TopicPartition> partitions =
        IntStream.range(0, shards)
            .mapToObj(shard -> new TopicPartition(Topics.EVENTS, shard))
            .collect(Collectors.toSet());
    consumer
        .assign(partitions)
        .compose(v -> consumer.ends(partitions))
        .compose(
            ends -> {
              ends.forEach((partition, end) -> next[partition.partition()] = end);
              return seek();
            })
        .onComplete(
            v -> {
              if (state == State.STARTING) {
                state = State.FOLLOWING;
                known.clear();
                movedNanos = scheduler.nanoTime();
                admit();
                round();
              }
            },
            failure -> {
              LOG.warn("cannot follow all shards, trying again: cause={}", failure.toString());
              scheduler.schedule(
                  RETRY_MILLIS,
                  () -> {
                    if (state == State.STARTING) {
                      start();
                    }
                  });
            });
  }

  private Future<Void> seek() {
    Future<Void> done = Future.succeededFuture();
    for (int shard = 0; shard < shards; shard++) {
      TopicPartition partition = new TopicPartition(Topics.EVENTS, shard);
      long offset = next[shard];
      done = done.compose(v -> consumer.seek(partition, offset));
    }
    return done;
  }

  private void round() {
    if (state == State.CLOSED) {
      return;
    }
    if (members.isEmpty() && joining.isEmpty()) {
      state = State.IDLE;
      consumer
          .assign(Set.of())
          .onFailure(failure -> LOG.warn("cannot stop following: cause={}", failure.toString()));
      return;
    }
    admit();
    consumer.poll().onComplete(this::polled, this::interrupted);
  }

  private void polled(ConsumerRecords<String, byte[]> polled) {
    taking = true;
    take(polled)
        .onComplete(
            v -> {
              taking = false;
              scheduler.schedule(PAUSE_MILLIS, this::round);
            },
            failure -> {
              taking = false;
              lostTrack(failure);
            });
  }

  private void interrupted(Throwable failure) {
    if (state == State.FOLLOWING) {
      LOG.warn("cannot read all shards, trying again: cause={}", failure.toString());
      scheduler.schedule(
          RETRY_MILLIS,
          () -> {
            if (state == State.FOLLOWING) {
              seek().onComplete(v -> round(), this::interrupted);
            }
          });
    }
  }

  /** What the events are about cannot be found out: whoever watches resumes. */
  private void lostTrack(Throwable failure) {
    if (state == State.CLOSED) {
      return;
    }
    if (failure instanceof RuntimeException && !(failure instanceof ProblemException)) {
      Faults.report("the feed of watches", failure);
    }
    List<FleetSubscriber> left = List.copyOf(members.keySet());
    members.clear();
    changed();
    left.forEach(FleetSubscriber::lost);
    // The next one begins at the end of the log.
    state = State.STARTING;
    if (joining.isEmpty()) {
      state = State.IDLE;
    } else {
      start();
    }
  }

  private Future<Void> take(ConsumerRecords<String, byte[]> polled) {
    boolean facts = judge.readScopes(members.values());
    List<Read> reads = new ArrayList<>(polled.count());
    for (ConsumerRecord<String, byte[]> record : polled) {
      Read read = decode(record);
      if (read != null) {
        reads.add(read);
      }
    }
    List<Question> questions = known.questions(reads, facts);
    if (questions.isEmpty()) {
      pass(reads, polled);
      return Future.succeededFuture();
    }
    return resolver
        .resolve(questions, facts)
        .map(
            answers -> {
              answers.forEach(known::put);
              pass(reads, polled);
              return null;
            });
  }

  private @Nullable Read decode(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null || record.value() == null) {
      return null;
    }
    try {
      StoredEvent stored = codec.decode(record.key(), record.value());
      return new Read(record.partition(), record.offset(), stored, record.value());
    } catch (UndecodableEventException e) {
      // The node that runs the shard parks the shipment and logs the reason.
      return null;
    }
  }

  private void pass(List<Read> reads, ConsumerRecords<String, byte[]> polled) {
    for (Read read : reads) {
      judge.pass(read, members.values());
      positions.changed(read.shipmentId());
    }
    polled
        .nextOffsets()
        .forEach((partition, offset) -> next[partition.partition()] = offset.offset());
    hand(!reads.isEmpty());
  }

  private void hand(boolean moved) {
    long now = scheduler.nanoTime();
    boolean tell = now - movedNanos > MOVED_NANOS;
    if (!moved && !tell) {
      return;
    }
    long[] place = next.clone();
    for (FleetJudge.Member member : List.copyOf(members.values())) {
      List<FleetBatch.Item> items = member.takeItems();
      if (tell || !items.isEmpty()) {
        member.subscriber().events(new FleetBatch(items, place));
      }
    }
    if (tell) {
      movedNanos = now;
    }
  }
}

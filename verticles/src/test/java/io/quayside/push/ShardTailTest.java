package io.quayside.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Shards;
import io.quayside.cluster.Topics;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.common.trace.Traces;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.kafka.InMemoryConsumer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The tail of two shards over partitions in memory, in a time that the test advances. */
class ShardTailTest {
  private static final int SHARDS = 2;
  private static final String SHIPMENT = shipmentOf(0);
  private static final String OTHER = shipmentOf(1);
  private static final TopicPartition EVENTS = new TopicPartition(Topics.EVENTS, 0);
  private static final TopicPartition POSITIONS = new TopicPartition(Topics.POSITIONS, 0);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryConsumer consumer = new InMemoryConsumer(true);
  private final ShardTail tail =
      new ShardTail(scheduler, consumer, SHARDS, Contexts.STANDARD, Traces.OFF);
  private final LoopSubscribers loop = tail.hub().loop(scheduler);
  private final Recorder subscriber = new Recorder();

  @Test
  void shouldPushWhatIsAppendedAfterASubscriberHasCome() {
    event(SHIPMENT, 1);
    position(SHIPMENT, 1);
    var pushing = subscribe();
    assertThat(pushing.succeeded()).isTrue();
    assertThat(subscriber.seen).containsExactly("recheck");

    event(SHIPMENT, 2);
    position(SHIPMENT, 2);
    poll();

    assertThat(subscriber.seen).containsExactlyInAnyOrder("recheck", "event 2", "position 2");
  }

  @Test
  void shouldPushEachRecordOnceInOrder() {
    subscribe();
    for (int version = 1; version <= 6; version++) {
      event(SHIPMENT, version);
      if (version % 2 == 0) {
        poll();
      }
    }

    assertThat(subscriber.seen)
        .containsExactly(
            "recheck", "event 1", "event 2", "event 3", "event 4", "event 5", "event 6");
  }

  @Test
  void shouldBeIdleWhileThereIsNoSubscriber() {
    event(SHIPMENT, 1);
    scheduler.advance(10_000);

    assertThat(consumer.isPolling()).isFalse();
    assertThat(tail.whenPushing(SHIPMENT).isComplete()).isFalse();
  }

  @Test
  void shouldPauseBetweenTwoPolls() {
    subscribe();

    consumer.returnPoll();
    scheduler.advance(4);
    assertThat(consumer.isPolling()).isFalse();
    scheduler.advance(1);

    assertThat(consumer.isPolling()).isTrue();
  }

  @Test
  void shouldStopWhenTheLastSubscriberHasGone() {
    subscribe();
    loop.unsubscribe(SHIPMENT, subscriber);
    poll();

    assertThat(consumer.isPolling()).isFalse();
  }

  @Test
  void shouldFollowFromTheEndAgainAfterItHasStopped() {
    subscribe();
    loop.unsubscribe(SHIPMENT, subscriber);
    poll();
    event(SHIPMENT, 1);

    subscribe();
    event(SHIPMENT, 2);
    poll();

    assertThat(subscriber.seen).containsExactly("recheck", "recheck", "event 2");
  }

  @Test
  void shouldFollowFromTheEndAgainWhereASubscriberComesBackDuringAPoll() {
    subscribe();
    loop.unsubscribe(SHIPMENT, subscriber);
    scheduler.run();
    var pushing = subscribe();
    event(SHIPMENT, 1);
    assertThat(pushing.isComplete()).as("before it is at the end").isFalse();

    poll();
    assertThat(pushing.succeeded()).isTrue();
    event(SHIPMENT, 2);
    poll();

    assertThat(subscriber.seen).containsExactly("recheck", "recheck", "event 2");
  }

  @Test
  void shouldAddAShardWithoutAGapInTheOthers() {
    subscribe();
    event(SHIPMENT, 1);
    var other = new Recorder();
    loop.subscribe(OTHER, other);
    scheduler.run();
    poll();
    event(SHIPMENT, 2);
    event(OTHER, 1);
    poll();
    loop.unsubscribe(OTHER, other);
    event(SHIPMENT, 3);
    poll();
    event(SHIPMENT, 4);
    poll();

    assertThat(subscriber.seen)
        .containsExactly("recheck", "event 1", "event 2", "event 3", "event 4");
    assertThat(other.seen).containsExactly("recheck", "event 1");
    assertThat(consumer.assigned()).containsExactlyInAnyOrder(EVENTS, POSITIONS);
  }

  @Test
  void shouldPassOverWhatNobodySubscribesTo() {
    subscribe();
    consumer.append(EVENTS, sibling(), "not an event".getBytes(UTF_8));
    event(SHIPMENT, 1);
    poll();

    assertThat(subscriber.seen).containsExactly("recheck", "event 1");
  }

  @Test
  void shouldPassOverWhatCannotBeDecoded() {
    subscribe();
    consumer.append(EVENTS, SHIPMENT, "not an event".getBytes(UTF_8));
    consumer.append(POSITIONS, SHIPMENT, "not a position".getBytes(UTF_8));
    for (TopicPartition partition : List.of(EVENTS, POSITIONS)) {
      consumer.append(partition, SHIPMENT, null);
      consumer.append(partition, null, new byte[0]);
      consumer.append(partition, null, null);
    }
    event(SHIPMENT, 1);
    position(SHIPMENT, 1);
    poll();

    assertThat(subscriber.seen).containsExactlyInAnyOrder("recheck", "event 1", "position 1");
  }

  @Test
  void shouldGoOnWhereItWasAfterAFailedPoll() {
    subscribe();
    event(SHIPMENT, 1);
    position(SHIPMENT, 1);
    poll();

    consumer.failPoll();
    event(SHIPMENT, 2);
    position(SHIPMENT, 2);
    scheduler.advance(199);
    assertThat(consumer.isPolling()).isFalse();
    scheduler.advance(1);
    poll();

    assertThat(subscriber.seen)
        .containsExactlyInAnyOrder(
            "recheck", "event 1", "position 1", "recheck", "event 2", "position 2");
  }

  @Test
  void shouldRetryUntilItFollows() {
    for (String call : List.of("assign", "ends", "seek")) {
      consumer.failNext(call);
      var pushing = subscribe();
      assertThat(pushing.isComplete()).as(call).isFalse();
      scheduler.advance(200);
      assertThat(pushing.succeeded()).as(call).isTrue();

      loop.unsubscribe(SHIPMENT, subscriber);
      poll();
    }
  }

  @Test
  void shouldCompleteAllThatWaitForTheSameShard() {
    consumer.hold();
    var first = subscribe();
    var second = subscribe();
    assertThat(first.isComplete() || second.isComplete()).isFalse();

    consumer.release();

    assertThat(first.succeeded() && second.succeeded()).isTrue();
  }

  @Test
  void shouldEndWhenItIsClosed() {
    subscribe();

    var closed = tail.close();
    scheduler.run();
    consumer.failPoll();
    scheduler.advance(10_000);

    assertThat(closed.succeeded()).isTrue();
    assertThat(consumer.isClosed()).isTrue();
    assertThat(consumer.isPolling()).isFalse();
  }

  private Future<Void> subscribe() {
    loop.subscribe(SHIPMENT, subscriber);
    var pushing = tail.whenPushing(SHIPMENT);
    scheduler.run();
    return pushing;
  }

  private void poll() {
    consumer.returnPoll();
    scheduler.advance(5);
  }

  private void event(String shipmentId, int version) {
    var partition = new TopicPartition(Topics.EVENTS, Shards.of(shipmentId, SHARDS));
    consumer.append(partition, shipmentId, Records.event(shipmentId, version));
  }

  private void position(String shipmentId, int number) {
    consumer.append(POSITIONS, shipmentId, Records.position(number));
  }

  private static String shipmentOf(int shard) {
    return Records.shipments().filter(id -> Shards.of(id, SHARDS) == shard).findFirst().get();
  }

  /** Another shipment of the first shard. */
  private static String sibling() {
    return Records.shipments().filter(id -> Shards.of(id, SHARDS) == 0).skip(1).findFirst().get();
  }

  /** What a subscriber has got, in order. */
  static final class Recorder implements PushHub.Subscriber {
    final List<String> seen = new ArrayList<>();

    @Override
    public void push(FrameBatch batch) {
      batch.frames().forEach(frame -> seen.add(Records.describe(frame)));
    }

    @Override
    public void flush() {}

    @Override
    public void recheck() {
      seen.add("recheck");
    }

    @Override
    public void failed(RuntimeException defect) {
      throw defect;
    }
  }
}

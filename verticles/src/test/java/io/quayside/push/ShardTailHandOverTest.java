package io.quayside.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Topics;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.common.trace.Traces;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.kafka.InMemoryConsumer;
import io.vertx.core.Future;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Between the tail of a shard and the shard itself, which starts and stops on this node. */
class ShardTailHandOverTest {
  private static final int SHARD = 0;
  private static final String SHIPMENT = Records.shipments().findFirst().get();
  private static final TopicPartition EVENTS = new TopicPartition(Topics.EVENTS, SHARD);
  private static final TopicPartition POSITIONS = new TopicPartition(Topics.POSITIONS, SHARD);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryConsumer consumer = new InMemoryConsumer(true);
  private final ShardTail tail =
      new ShardTail(scheduler, consumer, 1, Contexts.STANDARD, Traces.OFF);
  private final LoopSubscribers loop = tail.hub().loop(scheduler);
  private final ShardTailTest.Recorder subscriber = new ShardTailTest.Recorder();

  @Test
  void shouldLeaveThePushesToAShardThatRunsHere() {
    serves(0);

    var pushing = subscribe();
    event(1);
    scheduler.advance(1_000);

    assertThat(pushing.succeeded()).isTrue();
    assertThat(consumer.isPolling()).isFalse();
    assertThat(subscriber.seen).isEmpty();
  }

  @Test
  void shouldFollowFromWhereTheShardHasStopped() {
    serves(0);
    subscribe();
    event(1);
    position(1);
    event(2);
    position(2);

    stops(1, 1);
    poll();

    assertThat(subscriber.seen).containsExactlyInAnyOrder("recheck", "event 2", "position 2");
  }

  @Test
  void shouldNotFollowAShardThatStopsWithoutSubscribers() {
    serves(0);
    event(1);

    stops(0, 0);
    assertThat(consumer.isPolling()).isFalse();
    subscribe();
    poll();

    assertThat(subscriber.seen).as("from the end on").containsExactly("recheck");
  }

  @Test
  void shouldPushThePositionsThatTheShardReadBeforeItServed() {
    subscribe();
    position(1);
    position(2);
    position(3);

    serves(2);
    assertThat(subscriber.seen).containsExactly("recheck", "recheck");
    poll();

    assertThat(subscriber.seen).containsExactly("recheck", "recheck", "position 1", "position 2");
    assertThat(consumer.isPolling()).as("from there on the shard pushes").isFalse();
  }

  @Test
  void shouldFollowUntilItHasPushedAllBeforeTheShard() {
    subscribe();
    position(1);
    serves(2);
    poll();
    assertThat(consumer.isPolling()).isTrue();

    position(2);
    position(3);
    poll();

    assertThat(subscriber.seen).containsExactly("recheck", "recheck", "position 1", "position 2");
    assertThat(consumer.isPolling()).isFalse();
  }

  @Test
  void shouldGoOnAfterAFailureWithoutPushingWhatTheShardPushes() {
    subscribe();
    serves(1);
    consumer.failPoll();
    position(1);
    position(2);

    scheduler.advance(200);
    poll();

    assertThat(subscriber.seen).containsExactly("recheck", "recheck", "recheck", "position 1");
    assertThat(consumer.isPolling()).isFalse();
  }

  @Test
  void shouldLeaveAShardAloneThatStartsHereWhileItIsBeingFollowed() {
    consumer.hold();
    var pushing = subscribe();
    serves(0);
    assertThat(pushing.succeeded()).as("by the shard").isTrue();

    consumer.release();
    event(1);
    poll();

    assertThat(subscriber.seen).as("of the shard's start").containsExactly("recheck");
    assertThat(consumer.isPolling()).isFalse();
  }

  @Test
  void shouldFollowFromTheNewOffsetsWhereTheShardHasRunMeanwhile() {
    consumer.hold();
    subscribe();
    serves(0);
    event(1);
    event(2);
    stops(1, 0);

    consumer.release();
    poll();
    poll();

    assertThat(subscriber.seen).containsExactly("recheck", "recheck", "event 2");
  }

  @Test
  void shouldGoOnFollowingAShardThatStopsDuringItsHandOver() {
    subscribe();
    serves(5);
    position(1);
    stops(0, 0);
    position(2);
    poll();

    assertThat(subscriber.seen).containsExactly("recheck", "recheck", "position 1", "position 2");
    assertThat(consumer.isPolling()).isTrue();
  }

  @Test
  void shouldLeaveAShardAloneWhoseSubscribersGoDuringItsHandOver() {
    subscribe();
    serves(5);
    loop.unsubscribe(SHIPMENT, subscriber);
    poll();
    assertThat(consumer.isPolling()).isFalse();

    var pushing = subscribe();

    assertThat(pushing.succeeded()).isTrue();
    assertThat(consumer.isPolling()).isFalse();
  }

  private Future<Void> subscribe() {
    loop.subscribe(SHIPMENT, subscriber);
    var pushing = tail.whenPushing(SHIPMENT);
    scheduler.run();
    return pushing;
  }

  private void serves(long positionsFrom) {
    tail.shardServes(SHARD, positionsFrom);
    scheduler.run();
  }

  private void stops(long nextEvent, long nextPosition) {
    tail.shardStops(SHARD, nextEvent, nextPosition);
    scheduler.run();
  }

  private void poll() {
    consumer.returnPoll();
    scheduler.advance(5);
  }

  private void event(int version) {
    consumer.append(EVENTS, SHIPMENT, Records.event(SHIPMENT, version));
  }

  private void position(int number) {
    consumer.append(POSITIONS, SHIPMENT, Records.position(number));
  }
}

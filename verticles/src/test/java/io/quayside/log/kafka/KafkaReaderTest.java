package io.quayside.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.log.feed.Log.Chunk;
import io.quayside.log.feed.Log.LogRecord;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader over partitions in memory, in a time that the test advances. */
class KafkaReaderTest {
  private static final TopicPartition FIRST = new TopicPartition("topic", 1);
  private static final TopicPartition SECOND = new TopicPartition("topic", 2);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryConsumer consumer = new InMemoryConsumer(false);
  private final KafkaReader reader = new KafkaReader(scheduler, consumer);

  @Test
  void shouldReadARangeAndSayWhereToReadOn() {
    append(FIRST, 5);

    var chunk = read(FIRST, 1, 4);
    poll();

    assertThat(chunk.result().records()).extracting(LogRecord::offset).containsExactly(1L, 2L, 3L);
    assertThat(chunk.result().next()).isEqualTo(4);
    assertThat(consumer.isPolling()).as("when there is nothing to read").isFalse();
  }

  @Test
  void shouldNotPollAgainWhatItHasPolledBeyondTheRange() {
    append(FIRST, 6);
    read(FIRST, 0, 2);
    poll();

    var second = read(FIRST, 2, 4);
    var third = read(FIRST, 4, 10);

    assertThat(consumer.isPolling()).isFalse();
    assertThat(second.result().records()).extracting(LogRecord::offset).containsExactly(2L, 3L);
    assertThat(second.result().next()).isEqualTo(4);
    assertThat(third.result().records()).extracting(LogRecord::offset).containsExactly(4L, 5L);
    assertThat(third.result().next()).isEqualTo(6);
  }

  @Test
  void shouldReadWhereItIsAskedThoughItHasPolledFurther() {
    append(FIRST, 6);
    read(FIRST, 0, 2);
    poll();

    var again = read(FIRST, 1, 4);
    poll();
    var further = read(FIRST, 5, 6);
    poll();

    assertThat(again.result().records()).extracting(LogRecord::offset).containsExactly(1L, 2L, 3L);
    assertThat(further.result().records()).extracting(LogRecord::offset).containsExactly(5L);
  }

  @Test
  void shouldAnswerWithLessThanTheRange() {
    append(FIRST, 2);

    var chunk = read(FIRST, 0, 10);
    poll();

    assertThat(chunk.result().records()).hasSize(2);
    assertThat(chunk.result().next()).isEqualTo(2);
  }

  /** As webhooks and relays do, which share a reader. */
  @Test
  void shouldReadOnePartitionForSeveralInTurn() {
    append(FIRST, 6);

    var first = read(FIRST, 0, 2);
    var second = read(FIRST, 4, 6);
    var third = read(FIRST, 1, 3);
    poll();
    assertThat(first.result().records()).extracting(LogRecord::offset).containsExactly(0L, 1L);
    poll();
    assertThat(second.result().records()).extracting(LogRecord::offset).containsExactly(4L, 5L);
    poll();
    assertThat(third.result().records()).extracting(LogRecord::offset).containsExactly(1L, 2L);
  }

  @Test
  void shouldFailWhatWaitsForItsTurnOnceItIsClosed() {
    var first = read(FIRST, 0, 2);
    var second = read(FIRST, 0, 2);

    reader.close();
    scheduler.run();

    assertThat(first.failed()).isTrue();
    assertThat(second.failed()).isTrue();
  }

  @Test
  void shouldWaitForTheFirstRecord() {
    var chunk = read(FIRST, 0, 1);
    poll();
    poll();
    assertThat(chunk.isComplete()).isFalse();

    append(FIRST, 1);
    poll();

    assertThat(chunk.result().records()).hasSize(1);
  }

  @Test
  void shouldReadOnWithoutASecondSeek() {
    append(FIRST, 2);
    read(FIRST, 0, 10);
    poll();
    append(FIRST, 1);

    consumer.failNext("seek");
    var next = read(FIRST, 2, 10);
    poll();

    assertThat(next.result().records()).extracting(LogRecord::offset).containsExactly(2L);
  }

  @Test
  void shouldReadSeveralPartitionsAtATime() {
    append(FIRST, 1);
    var first = read(FIRST, 0, 1);
    append(SECOND, 1);
    var second = read(SECOND, 0, 1);

    poll();
    assertThat(first.succeeded()).isTrue();
    assertThat(second.isComplete()).as("it is assigned in the next round").isFalse();
    poll();

    assertThat(second.succeeded()).isTrue();
  }

  @Test
  void shouldSkipWhatTheLogDoesNotHaveAnyMore() {
    append(FIRST, 3);
    consumer.removeBelow(FIRST, 3);

    var chunk = read(FIRST, 0, 3);
    poll();

    assertThat(chunk.result()).isEqualTo(new Chunk(List.of(), 3));
  }

  @Test
  void shouldSkipOffsetsWithoutRecords() {
    consumer.skip(FIRST, 4);

    var chunk = read(FIRST, 0, 4);
    poll();

    assertThat(chunk.result()).isEqualTo(new Chunk(List.of(), 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"assign", "seek"})
  void shouldTryAgainWhereItCannotBegin(String call) {
    append(FIRST, 2);
    consumer.failNext(call);

    var chunk = read(FIRST, 1, 2);
    scheduler.advance(199);
    assertThat(consumer.isPolling()).isFalse();
    scheduler.advance(1);
    poll();

    assertThat(chunk.result().records()).extracting(LogRecord::offset).containsExactly(1L);
  }

  @Test
  void shouldTryAgainAfterAFailedPoll() {
    append(FIRST, 2);
    var chunk = read(FIRST, 1, 2);

    consumer.failPoll();
    scheduler.advance(200);
    poll();

    assertThat(chunk.result().records()).extracting(LogRecord::offset).containsExactly(1L);
  }

  @Test
  void shouldTryAgainWhereThePositionIsUnknown() {
    consumer.failNext("position");
    var chunk = read(FIRST, 0, 1);
    poll();
    assertThat(consumer.isPolling()).isFalse();

    append(FIRST, 1);
    scheduler.advance(200);
    poll();

    assertThat(chunk.result().records()).hasSize(1);
  }

  @Test
  void shouldFetchTheEndsOfATurnTogether() {
    append(FIRST, 3);
    append(SECOND, 4);
    consumer.hold();

    var first = reader.end(FIRST);
    var again = reader.end(FIRST);
    var second = reader.end(SECOND);
    scheduler.run();
    consumer.release();

    assertThat(first.result()).isEqualTo(3);
    assertThat(again.result()).isEqualTo(3);
    assertThat(second.result()).isEqualTo(4);
  }

  @Test
  void shouldFetchEndsAgainAfterAFailure() {
    append(FIRST, 3);
    consumer.failNext("ends");
    var first = reader.end(FIRST);
    scheduler.advance(199);
    assertThat(first.isComplete()).isFalse();
    scheduler.advance(1);

    assertThat(first.result()).isEqualTo(3);
  }

  @Test
  void shouldFailWhatWaitsWhenItIsClosed() {
    var reading = read(FIRST, 0, 1);
    var closed = reader.close();
    scheduler.run();

    assertThat(closed.succeeded()).isTrue();
    assertThat(reading.failed()).isTrue();
    consumer.failPoll();
    var later = read(FIRST, 0, 1);
    var end = reader.end(FIRST);
    scheduler.advance(1_000);
    assertThat(later.failed()).isTrue();
    assertThat(end.failed()).isTrue();
    assertThat(consumer.isPolling()).isFalse();
  }

  private Future<Chunk> read(TopicPartition partition, long from, long to) {
    var chunk = reader.read(partition, from, to);
    scheduler.run();
    return chunk;
  }

  private void poll() {
    consumer.returnPoll();
    scheduler.run();
  }

  private void append(TopicPartition partition, int count) {
    for (int i = 0; i < count; i++) {
      consumer.append(partition, "key", new byte[0]);
    }
  }
}

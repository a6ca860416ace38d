package io.quayside.consumer;

import static io.quayside.consumer.Events.A;
import static io.quayside.consumer.Events.booked;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads that handle events, and how they end. */
@Timeout(60)
class WorkersTest {
  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  private final InMemoryStore store = new InMemoryStore();
  private final Partition partition = new Partition(new TopicPartition("t", 0), 0);
  private Workers workers;

  private void handle(Handler handler, Listener listener, Poison poison) {
    var settings =
        new Settings(
            "billing",
            Map.of(),
            "t",
            store,
            new Handlers(Map.of("*", handler)),
            StartAt.EARLIEST,
            1,
            Backoff.fixed(Duration.ofHours(1)),
            poison,
            1,
            listener);
    workers = new Workers(settings, new Processor(settings), () -> {});
    var record = EventRecords.of(booked(A)).iterator().next();
    workers.lock.lock();
    try {
      var item = new Item(record, Envelopes.event(record).orElseThrow());
      partition.add(item);
      workers.add(partition, partition.state(A), item);
    } finally {
      workers.lock.unlock();
    }
  }

  private void end(long patienceNanos) {
    workers.lock.lock();
    try {
      partition.closed = true;
      workers.awaitEnd(List.of(partition), patienceNanos);
    } finally {
      workers.lock.unlock();
    }
  }

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void shouldLeaveAHandlerThatDoesNotEndToItself() throws Exception {
    var begun = new CountDownLatch(1);
    var released = new Semaphore(0);
    handle(
        (event, tx) -> {
          begun.countDown();
          released.acquireUninterruptibly();
        },
        new Listener() {},
        Poison.PARK_SHIPMENT);
    begun.await();

    end(1);

    assertThat(partition.abandoned).isTrue();
    released.release();
    // Waits for the handler's transaction, which comes before.
    try (var transaction = store.begin()) {
      assertThat(transaction.version("billing", A)).isZero();
    }
  }

  @Test
  void shouldEndThePauseBeforeARetryOfAClosedPartition() throws Exception {
    var failed = new CountDownLatch(1);
    handle(
        (event, tx) -> {
          throw new IllegalStateException("a test");
        },
        new Listener() {
          @Override
          public void failed(QuaysideEvent event, int attempt, Throwable cause) {
            failed.countDown();
          }
        },
        Poison.STOP);
    failed.await();

    end(HOUR_NANOS);

    assertThat(partition.abandoned).isFalse();
  }

  @Test
  void shouldTryAgainAfterAFailureOfItsOwn() throws Exception {
    var told = new AtomicInteger();
    var again = new CountDownLatch(1);
    handle(
        (event, tx) -> {},
        new Listener() {
          @Override
          public void handled(QuaysideEvent event, Duration took) {
            told.incrementAndGet();
            throw new AssertionError("as nothing guards this listener");
          }

          @Override
          public void skipped(Skip why, String shipmentId, int version) {
            again.countDown();
          }
        },
        Poison.PARK_SHIPMENT);
    again.await();

    end(HOUR_NANOS);

    assertThat(told).hasValue(1);
    assertThat(partition.cursor()).isEqualTo(1);
  }
}

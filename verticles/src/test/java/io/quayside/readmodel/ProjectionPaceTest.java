package io.quayside.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.metrics.Metrics;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Stored;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.StoredPosition;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When batches are written, told by a sink that writes nothing. */
class ProjectionPaceTest {
  private static final int BATCH = 20;
  private static final int ENOUGH = 10;

  /** Far longer than any test takes. */
  private static final long PACE_MILLIS = 3_600_000;

  private final Sink sink = new Sink();
  private final Projection projection =
      new Projection(
          sink,
          Contexts.STANDARD,
          new Checkpoint(0, 0, 0),
          new ProjectionLimits(BATCH, ENOUGH, 100, 1, PACE_MILLIS),
          refused -> Future.failedFuture("nothing is refused"),
          new Metrics(new SimpleMeterRegistry()));
  private long offset;

  /** Runs what is to be done soon when told to, and what is to be done later never by itself. */
  private static final class Sink implements BatchSink {
    final ArrayDeque<Runnable> soon = new ArrayDeque<>();
    final List<Runnable> later = new ArrayList<>();
    final List<Integer> written = new ArrayList<>();
    Promise<Void> underWay = Promise.promise();

    @Override
    public Future<?> write(Batch batch) {
      written.add(batch.size());
      underWay = Promise.promise();
      return underWay.future();
    }

    @Override
    public String refusal(Throwable failure) {
      return null;
    }

    @Override
    public void soon(Runnable task) {
      soon.add(task);
    }

    @Override
    public void later(long millis, Runnable task) {
      assertThat(millis).isBetween(1L, PACE_MILLIS + 1);
      later.add(task);
    }

    void round() {
      while (!soon.isEmpty()) {
        soon.poll().run();
      }
    }
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      var update =
          new PositionUpdate(
              "truck", new SequenceNumber(0, offset), Instant.EPOCH, Measurements.at(1, 1));
      var fact = new StoredPosition(Principal.DEFAULT_TENANT, "S", update, false, Instant.EPOCH);
      var logged = PositionCodec.encode(fact, new JsonWriter(0));
      projection.add(new LogEntry<>(offset++, "S", logged.bytes(), logged, null), false);
    }
  }

  private void addEvents(int count) {
    for (int i = 0; i < count; i++) {
      StoredEvent event = Stored.of("S", i + 1, "C", new ShipmentReleased(Instant.EPOCH));
      projection.add(
          new LogEntry<>(i, "S", new byte[0], event, null), Contexts.STANDARD.empty("S"), i + 1);
    }
  }

  private void write(int count) {
    add(count);
    sink.round();
    sink.underWay.complete();
  }

  /** So many that there is much to do. */
  private void writeFirst() {
    write(4);
    assertThat(sink.written).containsExactly(4);
  }

  @Test
  void shouldWriteAtOnceWhileThereIsLittle() {
    write(1);

    add(1);
    sink.round();

    assertThat(sink.written).containsExactly(1, 1);
  }

  /** Events behind a record that was being parked are below it only now. */
  @Test
  void shouldMoveTheCheckpointWithoutARecord() {
    addEvents(1);
    projection.settle(7);
    sink.round();
    sink.underWay.complete();
    assertThat(projection.eventsProjected()).isEqualTo(7);

    projection.settle(9);
    sink.round();
    sink.underWay.complete();

    assertThat(sink.written).containsExactly(1, 0);
    assertThat(projection.eventsProjected()).isEqualTo(9);
  }

  @Test
  void shouldGatherAfterTwoWritesInARow() {
    write(1);
    write(1);

    add(1);
    sink.round();
    assertThat(sink.written).containsExactly(1, 1);

    sink.later.getLast().run();
    assertThat(sink.written).containsExactly(1, 1, 1);
  }

  @Test
  void shouldWriteAtOnceWhatComesAfterAPause() {
    add(3);
    assertThat(sink.written).isEmpty();

    sink.round();

    assertThat(sink.written).containsExactly(3);
  }

  @Test
  void shouldGatherUntilItsTimeHasCome() {
    writeFirst();

    add(2);
    sink.round();
    assertThat(sink.written).containsExactly(4);
    add(2);
    sink.round();
    assertThat(sink.written).containsExactly(4);

    sink.later.getLast().run();

    assertThat(sink.written).containsExactly(4, 4);
  }

  @Test
  void shouldWriteBeforeItsTimeWhatIsEnough() {
    writeFirst();

    add(ENOUGH);
    sink.round();

    assertThat(sink.written).containsExactly(4, ENOUGH);
  }

  @Test
  void shouldHoldEventsBackUntilABatchIsFull() {
    writeFirst();

    addEvents(BATCH - 1);
    sink.round();
    assertThat(sink.written).containsExactly(4);
    addEvents(1);
    sink.round();

    assertThat(sink.written).containsExactly(4, BATCH);
  }

  @Test
  void shouldWriteBeforeItsTimeWhatSomebodyWaitsFor() {
    writeFirst();
    add(2);

    var projected = projection.projected();
    sink.round();

    assertThat(sink.written).containsExactly(4, 2);
    assertThat(projected.isComplete()).isFalse();
    sink.underWay.complete();
    assertThat(projected.succeeded()).isTrue();
  }

  @Test
  void shouldWriteNothingTwiceWhenAPauseWasCutShort() {
    writeFirst();
    add(2);
    var pause = sink.later.getLast();
    add(ENOUGH - 2);
    sink.round();

    pause.run();

    assertThat(sink.written).containsExactly(4, ENOUGH);
  }

  @Test
  void shouldNotWaitForEverWhenManyAskToHurry() {
    writeFirst();
    add(1);
    projection.projected();
    int scheduled = sink.soon.size();

    projection.projected();

    assertThat(sink.soon).hasSize(scheduled);
  }

  @Test
  void shouldWriteAFailedBatchAgainUntilItSucceeds() {
    add(2);
    sink.round();
    sink.underWay.fail("no connection");
    add(1);
    sink.round();
    assertThat(sink.written).containsExactly(2);

    sink.later.getLast().run();
    sink.underWay.fail("no connection");
    sink.later.getLast().run();
    assertThat(sink.written).as("without what came since").containsExactly(2, 2, 2);
    sink.underWay.complete();
    sink.later.getLast().run();

    assertThat(sink.written).containsExactly(2, 2, 2, 1);
  }

  @Test
  void shouldScheduleOneWriteWhereAWaiterAddsTheNextRecord() {
    add(1);
    projection.projected().onSuccess(v -> add(1));
    sink.round();
    add(1);
    sink.underWay.complete();
    sink.round();

    assertThat(sink.written).containsExactly(1, 2);
  }

  @Test
  void shouldWriteNothingMoreWhenItIsClosed() {
    add(1);
    sink.round();
    add(1);
    var projected = projection.projected();

    projection.close();
    assertThat(projected.failed()).isTrue();
    sink.underWay.complete();
    sink.round();

    assertThat(sink.written).containsExactly(1);
    assertThat(projection.projected().failed()).isTrue();
  }

  @Test
  void shouldNotRetryWhenItIsClosed() {
    add(1);
    sink.round();
    sink.underWay.fail("no connection");

    projection.close();
    sink.later.getLast().run();

    assertThat(sink.written).containsExactly(1);
  }
}

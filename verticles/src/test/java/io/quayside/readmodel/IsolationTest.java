package io.quayside.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.metrics.Metrics;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Stored;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.StoredPosition;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A projection over a store that refuses some rows. */
class IsolationTest {
  private static final String REFUSED = "refused";

  private final Set<String> poison = new HashSet<>();
  private final List<String> rows = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private final List<Refused> parked = new ArrayList<>();
  private final Sink sink = new Sink();
  private final Projection projection =
      new Projection(
          sink,
          Contexts.STANDARD,
          new Checkpoint(0, 0, 0),
          new ProjectionLimits(1_000, 1_000, 10_000, 1, 1),
          this::park,
          new Metrics(new SimpleMeterRegistry()));
  private long offset;
  private boolean kafkaIsAway;

  private Future<?> park(Refused refused) {
    if (kafkaIsAway) {
      return Future.failedFuture("no leader");
    }
    parked.add(refused);
    return Future.succeededFuture();
  }

  private final class Sink implements BatchSink {
    final List<Runnable> soon = new ArrayList<>();
    long checkpoint;
    int writes;

    @Override
    public Future<?> write(Batch batch) {
      writes++;
      List<String> names = new ArrayList<>();
      batch.events().forEach(entry -> names.add(entry.decoded().id()));
      batch.positions().forEach(entry -> names.add("position/" + entry.decoded().sequence()));
      if (names.stream().anyMatch(poison::contains)) {
        return Future.failedFuture(REFUSED);
      }
      names.stream().filter(name -> !rows.contains(name)).forEach(rows::add);
      checkpoint = Math.max(checkpoint, batch.eventsNext());
      return Future.succeededFuture();
    }

    @Override
    public String refusal(Throwable failure) {
      return REFUSED.equals(failure.getMessage()) ? REFUSED : null;
    }

    @Override
    public void soon(Runnable task) {
      soon.add(task);
    }

    @Override
    public void later(long millis, Runnable task) {
      later.add(task);
    }

    void round() {
      while (!soon.isEmpty() || !later.isEmpty()) {
        List<Runnable> tasks = new ArrayList<>(soon);
        tasks.addAll(later);
        soon.clear();
        later.clear();
        tasks.forEach(Runnable::run);
      }
    }
  }

  private void event(String shipmentId, int version) {
    var event = Stored.of(shipmentId, version, "C", new ShipmentReleased(Instant.EPOCH));
    projection.add(
        new LogEntry<>(offset, shipmentId, new byte[0], event, null),
        Contexts.STANDARD.empty(shipmentId),
        ++offset);
  }

  private void position(String shipmentId, long sequence) {
    var update =
        new PositionUpdate(
            "truck", new SequenceNumber(0, sequence), Instant.EPOCH, Measurements.at(1, 1));
    var fact =
        new StoredPosition(Principal.DEFAULT_TENANT, shipmentId, update, false, Instant.EPOCH);
    var logged = PositionCodec.encode(fact, new JsonWriter(0));
    projection.add(new LogEntry<>(sequence, shipmentId, logged.bytes(), logged, null), false);
  }

  @Test
  void shouldWriteAllShipmentsButTheRefusedOne() {
    poison.add("S17/2");
    for (int i = 0; i < 64; i++) {
      event("S" + i, 1);
      event("S" + i, 2);
      event("S" + i, 3);
    }

    sink.round();

    assertThat(rows).hasSize(3 * 64 - 2).contains("S17/1").doesNotContain("S17/2", "S17/3");
    assertThat(parked)
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused).isInstanceOf(Refused.OfEvent.class);
              assertThat(refused.shipmentId()).isEqualTo("S17");
              assertThat(refused.offset()).isEqualTo(3 * 17 + 1);
              assertThat(refused.reason()).isEqualTo(REFUSED);
            });
    assertThat(sink.checkpoint).isEqualTo(3 * 64);
    assertThat(sink.writes).as("halves, not single rows").isLessThan(24);
  }

  @Test
  void shouldPassOverLaterEventsOfAParkedShipmentUntilItsRelease() {
    poison.add("S/1");
    event("S", 1);
    sink.round();

    event("S", 2);
    event("T", 1);
    sink.round();
    assertThat(rows).containsExactly("T/1");

    poison.clear();
    projection.release("S");
    event("S", 3);
    sink.round();
    assertThat(rows).containsExactly("T/1", "S/3");
  }

  @Test
  void shouldParkAPositionAloneAndGoOnWithItsShipment() {
    poison.add("position/5");
    event("S", 1);
    for (int sequence = 0; sequence < 10; sequence++) {
      position("S", sequence);
    }

    sink.round();
    event("S", 2);
    sink.round();

    assertThat(parked).singleElement().isInstanceOf(Refused.OfPosition.class);
    assertThat(rows).hasSize(11).contains("S/1", "S/2").doesNotContain("position/5");
  }

  @Test
  void shouldNotMoveTheCheckpointBeforeTheLetterIsDurable() {
    kafkaIsAway = true;
    poison.add("S/1");
    event("S", 1);
    event("T", 1);
    sink.soon.forEach(Runnable::run);
    sink.soon.clear();
    assertThat(sink.checkpoint).isZero();
    assertThat(projection.eventsProjected()).isZero();

    kafkaIsAway = false;
    sink.round();

    assertThat(parked).hasSize(1);
    assertThat(sink.checkpoint).isEqualTo(2);
  }
}

package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.log.feed.LogEntry;
import io.quayside.readmodel.Checkpoint;
import io.quayside.readmodel.SimulatedTables;
import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.ReferenceIngest.Identity;
import io.quayside.shard.actor.SimulatedWorld.Host;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Supplier;

/**
 * The read models that all owners share: written late, sometimes not to be had. Every transaction
 * is held against what the log says.
 */
final class SimulatedReadModels {
  private static final double STRAGGLER_SLOWNESS = 0.9;
  private static final int QUERY_LANES = 3;

  /** The lane of a host that carries its transactions. */
  static final String TRANSACTIONS = "transactions";

  final SimulatedTables tables = new SimulatedTables(this::written);
  private final SimulatedWorld world;
  private final ReferenceReader reference;
  private final ReferenceIngest tracks;
  private final Host stragglers = new Host(STRAGGLER_SLOWNESS);
  private boolean away;
  private int eventsChecked;
  private int positionsChecked;

  SimulatedReadModels(SimulatedWorld world, ReferenceReader reference, ReferenceIngest tracks) {
    this.world = world;
    this.reference = reference;
    this.tracks = tracks;
  }

  void away(boolean isAway) {
    if (isAway && !away) {
      world.coverage.add(Kind.READ_MODELS_AWAY);
    }
    away = isAway;
  }

  boolean isAway() {
    return away;
  }

  /** Asks on behalf of a host; the answer is as old as its way back is long. */
  <T> Future<T> query(Host host, Host wire, Supplier<T> question) {
    Promise<T> promise = Promise.promise();
    String lane = "query" + world.random.nextInt(QUERY_LANES);
    world.later(
        wire,
        lane,
        () -> {
          if (away || world.strikes(world.weather.queryFails())) {
            world.coverage.add(Kind.QUERIES_FAILED);
            world.later(host, lane, () -> promise.fail("the read models do not answer"));
          } else {
            T answer = question.get();
            world.later(host, lane, () -> promise.complete(answer));
          }
        });
    return promise.future();
  }

  /** A transaction of a host, of which it hears once it is done, if it is. */
  Future<Void> transact(Host host, Host wire, Runnable transaction) {
    Promise<Void> promise = Promise.promise();
    world.later(
        wire,
        TRANSACTIONS,
        () -> {
          if (away || world.strikes(world.weather.writeFails())) {
            fail(transaction);
            world.later(host, "written", () -> promise.fail("the read models do not answer"));
          } else {
            transaction.run();
            world.later(host, "written", promise::complete);
          }
        });
    return promise.future();
  }

  private void fail(Runnable transaction) {
    world.coverage.add(Kind.BATCHES_FAILED);
    int how = away ? 0 : world.random.nextInt(3);
    if (how == 1) {
      world.coverage.add(Kind.BATCHES_WRITTEN_THOUGH_FAILED);
      transaction.run();
    } else if (how == 2) {
      world.later(
          stragglers,
          "lane" + world.random.nextInt(QUERY_LANES),
          () -> {
            world.coverage.add(Kind.BATCHES_WRITTEN_LATE);
            transaction.run();
          });
    }
  }

  private void written(List<LogEntry<StoredEvent>> events, List<ShipmentStream> streams) {
    world.coverage.add(Kind.BATCHES_WRITTEN);
    world.trace(
        () ->
            "written: "
                + streams.stream().map(v -> v.shipmentId() + "/" + v.version()).toList()
                + ", "
                + tables.checkpoint());
    for (LogEntry<StoredEvent> entry : events) {
      StoredEvent event = entry.fact();
      assertThat(event)
          .as("what is projected is what counts")
          .isEqualTo(reference.counted(event.shipmentId(), event.version()));
    }
    for (ShipmentStream stream : streams) {
      assertThat(stream)
          .as("what is projected is what the log adds up to")
          .isEqualTo(reference.at(stream.shipmentId(), stream.version()));
      ShipmentStream row = tables.stream(stream.shipmentId());
      assertThat(row.version()).as("never back").isGreaterThanOrEqualTo(stream.version());
      assertThat(tables.wholeHistory(stream.shipmentId()))
          .as("the whole history up to the row")
          .isEqualTo(row.version());
    }
    checkpointIsProjected();
  }

  private void checkpointIsProjected() {
    Checkpoint checkpoint = tables.checkpoint();
    while (eventsChecked < reference.inOrder.size()
        && reference.inOrder.get(eventsChecked).offset() < checkpoint.eventsNext()) {
      StoredEvent event = reference.inOrder.get(eventsChecked++).event();
      assertThat(tables.event(event.shipmentId(), event.version()))
          .as("below the checkpoint %s, hence in the history", checkpoint)
          .isEqualTo(event);
    }
    while (positionsChecked < checkpoint.positionsNext()) {
      assertThat(has(tracks.inOrder.get(positionsChecked++)))
          .as("below the checkpoint %s, hence among the positions", checkpoint)
          .isTrue();
    }
  }

  boolean has(Identity identity) {
    return tables.hasPosition(
        identity.device().shipmentId(),
        identity.device().deviceId(),
        new SequenceNumber(identity.epoch(), identity.sequence()));
  }

  /** At rest, when the last owner has projected all that it has read: all that the log has. */
  void holdAllThatTheLogHas() {
    for (String shipmentId : reference.shipmentIds()) {
      int version = reference.version(shipmentId);
      assertThat(tables.stream(shipmentId)).isEqualTo(reference.at(shipmentId, version));
      assertThat(tables.wholeHistory(shipmentId)).isEqualTo(version);
      for (int i = 1; i <= version; i++) {
        assertThat(tables.event(shipmentId, i)).isEqualTo(reference.counted(shipmentId, i));
      }
    }
    assertThat(tables.shipments()).isEqualTo(reference.shipments());
    tracks.inOrder.forEach(identity -> assertThat(has(identity)).isTrue());
  }
}

package io.quayside.shard;

import io.quayside.log.CommandId;
import io.quayside.log.LogEntry;
import io.quayside.log.Receipt;
import io.quayside.log.ShipmentStream;
import io.quayside.log.StoredEvent;
import io.quayside.log.StoredPosition;
import io.quayside.tracking.SequenceWindow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The read models in memory, shared by all owners, written late and sometimes not to be had. */
final class SimulatedReadModels {
  final Map<String, ShipmentStream> streams = new HashMap<>();
  private final Map<String, List<StoredEvent>> history = new HashMap<>();
  private final Map<String, SequenceWindow> windows = new HashMap<>();
  private final SimulatedWorld world;

  SimulatedReadModels(SimulatedWorld world) {
    this.world = world;
  }

  /** One owner's way to them. */
  final class Owner implements Memory, Outlet {
    private final String name;
    private long eventsAdded;
    private long positionsAdded;
    private long eventsProjected;
    private long positionsProjected;

    Owner(String name) {
      this.name = name;
    }

    @Override
    public Future<ShipmentStream> stream(String shipmentId) {
      return recall(() -> streams.getOrDefault(shipmentId, ShipmentStream.empty(shipmentId)));
    }

    @Override
    public Future<Receipt> receipt(String shipmentId, String keyPart) {
      return recall(
          () ->
              history.getOrDefault(shipmentId, List.of()).stream()
                  .filter(e -> CommandId.keyPart(e.commandId()).equals(keyPart))
                  .findFirst()
                  .map(Receipt::of)
                  .orElse(null));
    }

    @Override
    public Future<List<String>> commandIds(String shipmentId, int upTo) {
      return recall(
          () ->
              history.getOrDefault(shipmentId, List.of()).stream()
                  .filter(e -> e.version() <= upTo)
                  .map(StoredEvent::commandId)
                  .toList());
    }

    @Override
    public Future<SequenceWindow> window(String shipmentId, String deviceId) {
      return recall(
          () -> {
            SequenceWindow known = windows.get(shipmentId + "/" + deviceId);
            return known == null ? new SequenceWindow() : SequenceWindow.fromBytes(known.toBytes());
          });
    }

    private <T> Future<T> recall(java.util.function.Supplier<T> query) {
      Promise<T> promise = Promise.promise();
      world.later(
          name + ".query" + world.random.nextInt(3),
          () -> {
            if (world.strikes(0.05)) {
              promise.fail("the read models do not answer");
            } else {
              promise.complete(query.get());
            }
          });
      return promise.future();
    }

    @Override
    public void read(LogEntry<StoredEvent> entry) {}

    @Override
    public void event(LogEntry<StoredEvent> entry, ShipmentStream after, long settled) {
      eventsAdded = settled;
      world.later(
          name + ".project",
          () -> {
            project(entry.fact(), after);
            eventsProjected = settled;
          });
    }

    @Override
    public void position(LogEntry<StoredPosition> entry) {
      positionsAdded = entry.offset() + 1;
      world.later(
          name + ".project",
          () -> {
            StoredPosition fact = entry.fact();
            windows
                .computeIfAbsent(
                    fact.shipmentId() + "/" + fact.update().deviceId(), k -> new SequenceWindow())
                .mark(fact.update().sequence());
            positionsProjected = entry.offset() + 1;
          });
    }

    @Override
    public boolean full() {
      return false;
    }

    @Override
    public long eventsProjected() {
      return eventsProjected;
    }

    @Override
    public long positionsProjected() {
      return positionsProjected;
    }

    @Override
    public Future<Void> projected() {
      if (eventsProjected >= eventsAdded && positionsProjected >= positionsAdded) {
        return Future.succeededFuture();
      }
      Promise<Void> promise = Promise.promise();
      world.later(name + ".project", promise::complete);
      return promise.future();
    }
  }

  private void project(StoredEvent stored, ShipmentStream after) {
    List<StoredEvent> events =
        history.computeIfAbsent(stored.shipmentId(), id -> new ArrayList<>());
    if (events.size() == stored.version() - 1) {
      events.add(stored);
    }
    streams.merge(
        stored.shipmentId(), after, (old, next) -> next.version() > old.version() ? next : old);
  }
}

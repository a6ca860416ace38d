package io.quayside.readmodel;

import io.quayside.common.identity.CommandId;
import io.quayside.common.metrics.Metrics;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.stream.StreamProcess;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.LogEntry;
import io.quayside.shard.process.DueProcesses.DueProcess;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The read models' tables in memory, and the rules of {@link Batch}: a row of the history and a
 * position are written once, a shipment's row and the checkpoint only move forward. When they are
 * written, and whether, is up to whoever brings the transactions.
 */
public final class SimulatedTables {
  private final Observer observer;
  private final Map<String, ShipmentStream> shipments = new HashMap<>();
  private final Map<String, TreeMap<Integer, StoredEvent>> history = new HashMap<>();
  private final Map<String, StoredEvent> byKey = new HashMap<>();
  private final Map<String, TreeSet<SequenceNumber>> sequences = new HashMap<>();
  private final Set<String> devices = new HashSet<>();
  private Checkpoint checkpoint = new Checkpoint(0, 0, 0);

  /** Is told of each transaction when it is done. */
  public interface Observer {
    void written(List<LogEntry<StoredEvent>> events, List<ShipmentStream> streams);
  }

  /** How one owner's projection reaches the tables, and its own process. */
  public interface Way {
    /** Runs the transaction, sooner or later, or not; completes when its owner hears of it. */
    Future<Void> transact(Runnable transaction);

    void soon(Runnable task);

    void later(Runnable task);
  }

  public SimulatedTables(Observer observer) {
    this.observer = observer;
  }

  /** An owner's projection, from the checkpoint that it has read. */
  public Projection projection(Way way, Checkpoint from, ProjectionLimits limits, Metrics metrics) {
    return new Projection(
        sink(way),
        Contexts.STANDARD,
        from,
        limits,
        refused -> Future.failedFuture("nothing is refused"),
        metrics);
  }

  private BatchSink sink(Way way) {
    return new BatchSink() {
      @Override
      public Future<?> write(Batch batch) {
        return way.transact(transaction(batch));
      }

      @Override
      public String refusal(Throwable failure) {
        return null;
      }

      @Override
      public void soon(Runnable task) {
        way.soon(task);
      }

      @Override
      public void later(long millis, Runnable task) {
        way.later(task);
      }
    };
  }

  /** As for the real ones, what is written stands when the statement is sent. */
  private Runnable transaction(Batch batch) {
    List<LogEntry<StoredEvent>> events = List.copyOf(batch.events());
    List<ShipmentStream> streams = List.copyOf(batch.streams().values());
    List<LogEntry<LoggedPosition>> positions = List.copyOf(batch.positions());
    List<LoggedPosition> firstOfDevices = List.copyOf(batch.firstOfDevices());
    long eventsNext = batch.eventsNext();
    long positionsNext = batch.positionsNext();
    return () -> {
      events.forEach(entry -> insert(entry.fact()));
      streams.forEach(
          stream ->
              shipments.merge(
                  stream.shipmentId(),
                  stream,
                  (old, next) -> old.version() < next.version() ? next : old));
      positions.forEach(entry -> insert(entry.fact()));
      firstOfDevices.forEach(first -> devices.add(device(first.shipmentId(), first.deviceId())));
      checkpoint =
          new Checkpoint(
              0,
              Math.max(checkpoint.eventsNext(), eventsNext),
              Math.max(checkpoint.positionsNext(), positionsNext));
      observer.written(events, streams);
    };
  }

  private void insert(StoredEvent event) {
    history
        .computeIfAbsent(event.shipmentId(), id -> new TreeMap<>())
        .putIfAbsent(event.version(), event);
    byKey.putIfAbsent(event.shipmentId() + "/" + CommandId.keyPart(event.commandId()), event);
  }

  private void insert(LoggedPosition position) {
    sequences
        .computeIfAbsent(device(position.shipmentId(), position.deviceId()), id -> new TreeSet<>())
        .add(position.sequenceNumber());
  }

  private static String device(String shipmentId, String deviceId) {
    return shipmentId + "/" + deviceId;
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** A shipment's row; an empty stream where there is none. */
  public ShipmentStream stream(String shipmentId) {
    return shipments.getOrDefault(shipmentId, Contexts.STANDARD.empty(shipmentId));
  }

  /** The booking processes that are due by a time, earliest first. */
  public List<DueProcess> dueProcesses(Instant time, int limit) {
    return shipments.values().stream()
        .filter(StreamProcess::hasWork)
        .flatMap(stream -> due(stream).stream())
        .filter(process -> !process.dueAt().isAfter(time))
        .sorted(Comparator.comparing(DueProcess::dueAt).thenComparing(DueProcess::shipmentId))
        .limit(limit)
        .toList();
  }

  private static Optional<DueProcess> due(ShipmentStream stream) {
    return Optional.ofNullable(
            SagaRows.dueAt(stream, StreamProcess.expected(stream, stream.updatedAt())))
        .map(at -> new DueProcess(stream.tenant(), stream.shipmentId(), at));
  }

  /** Of which shipments there are rows. */
  public int shipments() {
    return shipments.size();
  }

  /** A row of the history, or null. */
  public StoredEvent event(String shipmentId, int version) {
    return history.getOrDefault(shipmentId, new TreeMap<>()).get(version);
  }

  /** The last version in a shipment's history if it has no hole, else -1. */
  public int wholeHistory(String shipmentId) {
    TreeMap<Integer, StoredEvent> rows = history.getOrDefault(shipmentId, new TreeMap<>());
    int last = rows.isEmpty() ? 0 : rows.lastKey();
    return last == rows.size() ? last : -1;
  }

  public List<String> commandIds(String shipmentId, int upTo) {
    return history.getOrDefault(shipmentId, new TreeMap<>()).headMap(upTo, true).values().stream()
        .map(StoredEvent::commandId)
        .toList();
  }

  public Receipt receipt(String shipmentId, String keyPart) {
    StoredEvent event = byKey.get(shipmentId + "/" + keyPart);
    return event == null ? null : Receipt.of(event);
  }

  public boolean hasPosition(String shipmentId, String deviceId, SequenceNumber sequence) {
    return sequences.getOrDefault(device(shipmentId, deviceId), new TreeSet<>()).contains(sequence);
  }

  /** The newest sequences of a device, as many as a window holds. */
  public SequenceWindow window(String shipmentId, String deviceId) {
    SequenceWindow window = new SequenceWindow();
    String device = device(shipmentId, deviceId);
    if (devices.contains(device)) {
      sequences.get(device).descendingSet().stream()
          .limit(SequenceWindow.WIDTH)
          .forEach(window::mark);
    }
    return window;
  }
}

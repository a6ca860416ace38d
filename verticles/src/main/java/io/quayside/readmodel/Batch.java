package io.quayside.readmodel;

import io.netty.buffer.Unpooled;
import io.quayside.common.trace.Stage;
import io.quayside.common.trace.Traces;
import io.quayside.domain.View;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.stream.StreamJson;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The rows that one transaction writes, by table, and the shard's offsets after it. */
final class Batch {
  private final Contexts contexts;
  private final List<LogEntry<StoredEvent>> events = new ArrayList<>();

  /** The streams after {@link #events}, in the same order. */
  private final List<ShipmentStream> after = new ArrayList<>();

  private final Map<String, ShipmentStream> streams = new LinkedHashMap<>();

  private final List<LogEntry<LoggedPosition>> positions = new ArrayList<>();
  private final List<LoggedPosition> firstOfDevices = new ArrayList<>(0);

  private final BatchViews views;

  private boolean repeating;
  private long eventsNext;
  private long positionsNext;
  private final long firstAddedNanos = System.nanoTime();

  Batch(Contexts contexts, long eventsNext, long positionsNext) {
    this.contexts = contexts;
    this.views = new BatchViews(contexts);
    this.eventsNext = eventsNext;
    this.positionsNext = positionsNext;
  }

  void add(LogEntry<StoredEvent> entry, ShipmentStream stream, long settled) {
    events.add(entry);
    after.add(stream);
    views.add(entry.decoded(), streams.put(entry.key(), stream), stream);
    views.addIdentifiers(entry);
    eventsNext = settled;
  }

  void add(LogEntry<LoggedPosition> entry, boolean newDevice) {
    add(entry, newDevice, entry.offset() + 1);
  }

  /** {@code settled}: each position below that offset was added, or has no rows. */
  void add(LogEntry<LoggedPosition> entry, boolean newDevice, long settled) {
    positions.add(entry);
    if (newDevice) {
      firstOfDevices.add(entry.decoded());
    }
    repeating |= entry.decoded().late();
    positionsNext = settled;
  }

  /** All records below these offsets were added, or have no rows. */
  void reached(long events, long positions) {
    eventsNext = events;
    positionsNext = positions;
  }

  /** Whether a row is likely to exist already: a late position may have been written before. */
  boolean repeating() {
    return repeating;
  }

  /** The shipments that it has records of. */
  Set<String> shipmentIds() {
    Set<String> ids = new LinkedHashSet<>(streams.keySet());
    positions.forEach(entry -> ids.add(entry.key()));
    return ids;
  }

  /** The events of a shipment, in their order. */
  List<Change> eventsOf(String shipmentId) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).key().equals(shipmentId)) {
        changes.add(new Change(events.get(i), after.get(i)));
      }
    }
    return changes;
  }

  /** The positions of a shipment. */
  List<LogEntry<LoggedPosition>> positionsOf(String shipmentId) {
    return positions.stream().filter(entry -> entry.key().equals(shipmentId)).toList();
  }

  /** The rows of these shipments, which move no checkpoint. */
  Batch only(Set<String> shipmentIds) {
    Batch part = new Batch(contexts, 0, 0);
    part.addEvents(this, shipmentIds::contains);
    part.addPositions(this, entry -> shipmentIds.contains(entry.key()));
    return part.withoutOffsets();
  }

  /** The rows of one event, which move no checkpoint. */
  Batch only(Change change) {
    Batch part = new Batch(contexts, 0, 0);
    part.add(change.entry(), change.after(), 0);
    return part.withoutOffsets();
  }

  /** The rows of these positions, which move no checkpoint. */
  Batch onlyPositions(List<LogEntry<LoggedPosition>> some) {
    Batch part = new Batch(contexts, 0, 0);
    part.addPositions(this, some::contains);
    return part.withoutOffsets();
  }

  /** The same without events of these shipments. */
  Batch withoutEventsOf(Set<String> shipmentIds) {
    Batch part = new Batch(contexts, 0, 0);
    part.addEvents(this, id -> !shipmentIds.contains(id));
    part.addPositions(this, entry -> true);
    part.eventsNext = eventsNext;
    part.positionsNext = positionsNext;
    return part;
  }

  /** The checkpoint alone. */
  Batch offsetsOnly() {
    return new Batch(contexts, eventsNext, positionsNext);
  }

  private void addEvents(Batch of, Predicate<String> wanted) {
    for (int i = 0; i < of.events.size(); i++) {
      if (wanted.test(of.events.get(i).key())) {
        add(of.events.get(i), of.after.get(i), 0);
      }
    }
  }

  private void addPositions(Batch of, Predicate<LogEntry<LoggedPosition>> wanted) {
    for (LogEntry<LoggedPosition> entry : of.positions) {
      if (wanted.test(entry)) {
        add(entry, of.firstOfDevices.contains(entry.decoded()));
      }
    }
  }

  /** Makes it move no checkpoint; its rows may exist already. */
  Batch withoutOffsets() {
    eventsNext = 0;
    positionsNext = 0;
    repeating = true;
    return this;
  }

  /** Records the transaction that wrote it, begun at that time, in the traces of its events. */
  void trace(Traces traces, int shard, long startNanos) {
    if (traces.isOn()) {
      events.forEach(event -> traces.record(Stage.PROJECTION, shard, event.offset(), startNanos));
    }
  }

  List<LogEntry<StoredEvent>> events() {
    return events;
  }

  /** Each shipment's stream after its last event of the batch. */
  Map<String, ShipmentStream> streams() {
    return streams;
  }

  List<LogEntry<LoggedPosition>> positions() {
    return positions;
  }

  /** The first positions of devices that the read models may not know yet. */
  List<LoggedPosition> firstOfDevices() {
    return firstOfDevices;
  }

  int size() {
    return events.size() + positions.size();
  }

  long eventsNext() {
    return eventsNext;
  }

  long positionsNext() {
    return positionsNext;
  }

  long ageNanos() {
    return System.nanoTime() - firstAddedNanos;
  }

  /** The rows of all views that the batch of a shard changes, by view. */
  Map<View<?>, ViewRows> views(int shard) {
    return views.rows(shard, streams);
  }

  /** The streams whose row in {@code sagas} goes, if there is one. */
  List<ShipmentStream> withoutSaga() {
    List<ShipmentStream> gone = new ArrayList<>(0);
    for (ShipmentStream stream : streams.values()) {
      if (SagaRows.isGone(stream)) {
        gone.add(stream);
      }
    }
    return gone;
  }

  /** The parameters of {@link BatchStatement} for a batch with the rows of these views. */
  Tuple parameters(int shard, Collection<ViewRows> views, List<ShipmentStream> withoutSaga) {
    Tuple row = Tuple.tuple();
    addEvents(row);
    addStreams(row);
    addPositions(row);
    addDevices(row);
    row.addInteger(shard).addLong(eventsNext).addLong(positionsNext);
    views.forEach(rows -> rows.addTo(row));
    if (!withoutSaga.isEmpty()) {
      row.addValue(withoutSaga.stream().map(ShipmentStream::shipmentId).toArray(String[]::new));
      row.addValue(withoutSaga.stream().map(ShipmentStream::version).toArray(Integer[]::new));
    }
    return row;
  }

  private void addEvents(Tuple row) {
    int n = events.size();
    String[] ids = new String[n];
    Integer[] versions = new Integer[n];
    String[] commands = new String[n];
    Long[] offsets = new Long[n];
    String[] callers = new String[n];
    Buffer[] values = new Buffer[n];
    for (int i = 0; i < n; i++) {
      LogEntry<StoredEvent> entry = events.get(i);
      ids[i] = entry.key();
      versions[i] = entry.decoded().version();
      commands[i] = entry.decoded().commandId();
      offsets[i] = entry.offset();
      callers[i] = entry.caller();
      values[i] = wrapped(entry.bytes());
    }
    row.addValue(ids).addValue(versions).addValue(commands);
    row.addValue(offsets).addValue(callers).addValue(values);
  }

  private void addStreams(Tuple row) {
    int n = streams.size();
    String[] ids = new String[n];
    Integer[] versions = new Integer[n];
    String[] tenants = new String[n];
    String[] statuses = new String[n];
    String[] shippers = new String[n];
    String[] carriers = new String[n];
    OffsetDateTime[] booked = new OffsetDateTime[n];
    OffsetDateTime[] updated = new OffsetDateTime[n];
    Buffer[] states = new Buffer[n];
    int i = 0;
    for (ShipmentStream stream : streams.values()) {
      Shipment shipment = stream.shipment();
      ids[i] = stream.shipmentId();
      versions[i] = stream.version();
      tenants[i] = stream.tenant();
      statuses[i] = shipment.status().name();
      shippers[i] = shipment.booking().shipper();
      carriers[i] = shipment.carrier();
      booked[i] = utc(shipment.bookedAt());
      updated[i] = utc(stream.updatedAt());
      states[i] = wrapped(StreamJson.encode(contexts, stream));
      i++;
    }
    row.addValue(ids).addValue(versions).addValue(tenants).addValue(statuses);
    row.addValue(shippers).addValue(carriers);
    row.addValue(booked).addValue(updated).addValue(states);
  }

  private void addPositions(Tuple row) {
    int n = positions.size();
    String[] ids = new String[n];
    String[] devices = new String[n];
    Integer[] epochs = new Integer[n];
    Long[] sequences = new Long[n];
    Long[] observed = new Long[n];
    Long[] offsets = new Long[n];
    Buffer[] values = new Buffer[n];
    for (int i = 0; i < n; i++) {
      LogEntry<LoggedPosition> entry = positions.get(i);
      LoggedPosition position = entry.decoded();
      ids[i] = position.shipmentId();
      devices[i] = position.deviceId();
      epochs[i] = position.sequenceEpoch();
      sequences[i] = position.sequence();
      observed[i] = position.observedMillis();
      offsets[i] = entry.offset();
      values[i] = position.data();
    }
    row.addValue(ids).addValue(devices).addValue(epochs).addValue(sequences).addValue(observed);
    row.addValue(offsets).addValue(values);
  }

  private void addDevices(Tuple row) {
    row.addValue(firstOfDevices.stream().map(LoggedPosition::shipmentId).toArray(String[]::new));
    row.addValue(firstOfDevices.stream().map(LoggedPosition::deviceId).toArray(String[]::new));
  }

  /** Wraps the bytes without copying them. */
  static Buffer wrapped(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}

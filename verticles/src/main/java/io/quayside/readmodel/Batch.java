package io.quayside.readmodel;

import io.netty.buffer.Unpooled;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one transaction writes: rows by table, and the offsets after it. */
final class Batch {
  /** Of a batch none of whose events and positions has been written; violates a key otherwise. */
  static final String INSERT = sql("");

  /** Of any batch: what has been written stays as it is. */
  static final String INSERT_MISSING = sql("on conflict do nothing");

  /**
   * One statement, so one round trip and one transaction. Rows are keyed by version or identity,
   * states and checkpoints only move forward. To look for a conflict costs another search of the
   * index for each row.
   */
  private static String sql(String onConflict) {
    return """
    with history as (
      insert into events (shipment_id, version, command_id, value)
      select * from unnest($1::text[], $2::int[], $3::text[], $4::bytea[])
      %1$s
    ), states as (
      insert into shipments as s
        (shipment_id, version, status, shipper, carrier, booked_at, updated_at, state)
      select * from unnest($5::text[], $6::int[], $7::text[], $8::text[], $9::text[],
        $10::timestamptz[], $11::timestamptz[], $12::bytea[])
      on conflict (shipment_id) do update set
        version = excluded.version, status = excluded.status, carrier = excluded.carrier,
        updated_at = excluded.updated_at, state = excluded.state
      where s.version < excluded.version
    ), tracks as (
      insert into positions
        (shipment_id, device_id, sequence, observed_at, log_offset, value)
      select id, device, sequence, timestamptz 'epoch' + observed * interval '1 millisecond',
        log_offset, value
      from unnest($13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::bigint[],
        $18::bytea[]) as t (id, device, sequence, observed, log_offset, value)
      %1$s
    ), reporting as (
      insert into devices (shipment_id, device_id)
      select * from unnest($19::text[], $20::text[])
      on conflict do nothing
    )
    insert into checkpoints as c (shard, events_next, positions_next) values ($21, $22, $23)
    on conflict (shard) do update set
      events_next = greatest(c.events_next, excluded.events_next),
      positions_next = greatest(c.positions_next, excluded.positions_next)
    """
        .formatted(onConflict);
  }

  private final List<LogEntry<StoredEvent>> events = new ArrayList<>();
  private final Map<String, ShipmentStream> streams = new LinkedHashMap<>();
  private final List<LogEntry<LoggedPosition>> positions = new ArrayList<>();
  private final List<LoggedPosition> firstOfDevices = new ArrayList<>(0);

  private boolean repeating;
  private long eventsNext;
  private long positionsNext;
  private final long firstAddedNanos = System.nanoTime();

  Batch(long eventsNext, long positionsNext) {
    this.eventsNext = eventsNext;
    this.positionsNext = positionsNext;
  }

  void add(LogEntry<StoredEvent> entry, ShipmentStream after, long settled) {
    events.add(entry);
    streams.put(entry.key(), after);
    eventsNext = settled;
  }

  void add(LogEntry<LoggedPosition> entry, boolean newDevice) {
    positions.add(entry);
    if (newDevice) {
      firstOfDevices.add(entry.fact());
    }
    repeating |= entry.fact().late();
    positionsNext = entry.offset() + 1;
  }

  /** Whether a row of it is likely to have been written: what is late is not known to be new. */
  boolean repeating() {
    return repeating;
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

  /** Of devices that may not be known to report for their shipment. */
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

  Tuple parameters(int shard) {
    Tuple row = Tuple.tuple();
    addEvents(row);
    addStreams(row);
    addPositions(row);
    addDevices(row);
    return row.addInteger(shard).addLong(eventsNext).addLong(positionsNext);
  }

  private void addEvents(Tuple row) {
    int n = events.size();
    String[] ids = new String[n];
    Integer[] versions = new Integer[n];
    String[] commands = new String[n];
    Buffer[] values = new Buffer[n];
    for (int i = 0; i < n; i++) {
      LogEntry<StoredEvent> entry = events.get(i);
      ids[i] = entry.key();
      versions[i] = entry.fact().version();
      commands[i] = entry.fact().commandId();
      values[i] = wrapped(entry.value());
    }
    row.addValue(ids).addValue(versions).addValue(commands).addValue(values);
  }

  private void addStreams(Tuple row) {
    int n = streams.size();
    String[] ids = new String[n];
    Integer[] versions = new Integer[n];
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
      statuses[i] = shipment.status().name();
      shippers[i] = shipment.booking().shipper();
      carriers[i] = shipment.carrier();
      booked[i] = utc(shipment.bookedAt());
      updated[i] = utc(shipment.updatedAt());
      states[i] = wrapped(StreamRows.encode(shipment));
      i++;
    }
    row.addValue(ids).addValue(versions).addValue(statuses).addValue(shippers).addValue(carriers);
    row.addValue(booked).addValue(updated).addValue(states);
  }

  private void addPositions(Tuple row) {
    int n = positions.size();
    String[] ids = new String[n];
    String[] devices = new String[n];
    Long[] sequences = new Long[n];
    Long[] observed = new Long[n];
    Long[] offsets = new Long[n];
    Buffer[] values = new Buffer[n];
    for (int i = 0; i < n; i++) {
      LogEntry<LoggedPosition> entry = positions.get(i);
      LoggedPosition position = entry.fact();
      ids[i] = position.shipmentId();
      devices[i] = position.deviceId();
      sequences[i] = position.sequence();
      observed[i] = position.observedMillis();
      offsets[i] = entry.offset();
      values[i] = position.data();
    }
    row.addValue(ids).addValue(devices).addValue(sequences).addValue(observed);
    row.addValue(offsets).addValue(values);
  }

  private void addDevices(Tuple row) {
    row.addValue(firstOfDevices.stream().map(LoggedPosition::shipmentId).toArray(String[]::new));
    row.addValue(firstOfDevices.stream().map(LoggedPosition::deviceId).toArray(String[]::new));
  }

  /** As a buffer, without a copy. */
  private static Buffer wrapped(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}

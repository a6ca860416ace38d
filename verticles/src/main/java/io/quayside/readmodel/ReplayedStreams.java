package io.quayside.readmodel;

import io.quayside.common.identity.CommandId;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one shard's shipments in a generation that is replayed: the last used ones in
 * memory, all others in the generation's rows. Which events count is judged as the shard's actors
 * judge it. Confined to the shard's context.
 */
final class ReplayedStreams {
  /** More than the shipments of one batch. */
  private static final int KEPT = 2_000;

  private static final String LOAD =
      "select shipment_id, version, state from shipments where shipment_id = any($1::text[])";

  private static final String LATER =
      "select log_offset, caller, value from events where shipment_id = $1 and version > $2"
          + " order by version";

  private final QueryPool pool;
  private final Contexts contexts;
  private final EventCodec codec;
  private final StreamRows rows;

  private final Map<String, ShipmentStream> streams =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ShipmentStream> eldest) {
          return size() > KEPT;
        }
      };

  /** Shipments whose log cannot be understood: their rows do not change any more. */
  private final Set<String> parked = new HashSet<>();

  ReplayedStreams(QueryPool pool, Contexts contexts) {
    this.pool = pool;
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
    this.rows = new StreamRows(contexts);
  }

  /** Loads what the next records need; the generation has all earlier ones. */
  Future<Void> load(List<LogRecord> records) {
    Set<String> missing = new TreeSet<>();
    for (LogRecord record : records) {
      String key = record.key();
      if (key != null && CommandId.isShipmentId(key) && !streams.containsKey(key)) {
        missing.add(key);
      }
    }
    if (missing.isEmpty()) {
      return Future.succeededFuture();
    }
    return pool.ask(LOAD, Tuple.tuple().addValue(missing.toArray(String[]::new)))
        .map(
            found -> {
              missing.forEach(id -> streams.put(id, contexts.empty(id)));
              found.forEach(row -> streams.put(row.getString("shipment_id"), rows.state(row)));
              return null;
            });
  }

  /** Adds the records that count to a batch. */
  void apply(List<LogRecord> records, Batch batch) {
    for (LogRecord record : records) {
      String key = record.key();
      if (key != null && CommandId.isShipmentId(key) && !parked.contains(key)) {
        apply(record, key, batch);
      }
    }
  }

  private void apply(LogRecord record, String key, Batch batch) {
    ShipmentStream before = streams.getOrDefault(key, contexts.empty(key));
    StoredEvent event = decode(key, record.value());
    if (event == null || event.version() > before.version() + 1) {
      parked.add(key);
    } else if (event.version() == before.version() + 1) {
      ShipmentStream after;
      try {
        after = contexts.apply(before, event);
      } catch (IllegalStateException impossible) {
        parked.add(key);
        return;
      }
      streams.put(key, after);
      LogEntry<StoredEvent> entry =
          new LogEntry<>(record.offset(), key, record.value(), event, record.caller());
      batch.add(entry, after, record.offset() + 1);
    }
  }

  private @Nullable StoredEvent decode(String key, byte @Nullable [] value) {
    try {
      return value == null ? null : codec.decode(key, value);
    } catch (UndecodableEventException undecodable) {
      return null;
    }
  }

  /** No event of the shipment is applied any more. */
  void park(String shipmentId) {
    parked.add(shipmentId);
  }

  Set<String> parked() {
    return parked;
  }

  /** Adds a shipment's events that the generation lacks to a batch, from the history of another. */
  Future<Batch> missing(String shipmentId, QueryPool other, Batch batch) {
    streams.remove(shipmentId);
    return pool.ask(LOAD, Tuple.tuple().addValue(new String[] {shipmentId}))
        .map(
            found ->
                found.size() == 0
                    ? contexts.empty(shipmentId)
                    : rows.state(found.iterator().next()))
        .compose(
            stream ->
                other
                    .ask(LATER, Tuple.of(shipmentId, stream.version()))
                    .map(
                        found -> {
                          ShipmentStream after = stream;
                          for (Row row : found) {
                            byte[] value = row.getBuffer("value").getBytes();
                            StoredEvent event = codec.decode(shipmentId, value);
                            after = contexts.apply(after, event);
                            batch.add(
                                new LogEntry<>(
                                    row.getLong("log_offset"),
                                    shipmentId,
                                    value,
                                    event,
                                    row.getString("caller")),
                                after,
                                0);
                          }
                          return batch;
                        }));
  }

  /** Forgets what a batch that was not written has changed. */
  void forget() {
    streams.clear();
  }
}

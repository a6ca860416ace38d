package io.quayside.shard.actor;

import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parked shipments of a shard. Until the row of one is durable the checkpoint stays in front of
 * the record that parks it; afterwards its records are passed over, and a redrive of its letter
 * reads its log on.
 */
public final class ParkedShipments {
  private final Shard shard;

  /** By shipment, why it is parked. */
  private final Map<String, String> reasons = new HashMap<>();

  /** By shipment, the rows that are durable. */
  private final Map<String, ParkedShipment> rows = new HashMap<>();

  ParkedShipments(Shard shard) {
    this.shard = shard;
  }

  /** Adds what an earlier owner has parked, before the shard reads its log. */
  public void inherit(Collection<ParkedShipment> inherited) {
    inherited.forEach(this::put);
  }

  private void put(ParkedShipment row) {
    reasons.put(row.shipmentId(), row.reason());
    rows.put(row.shipmentId(), row);
  }

  /** Why a shipment is parked; null if it is not. */
  @Nullable String reason(String shipmentId) {
    return reasons.isEmpty() ? null : reasons.get(shipmentId);
  }

  /** Whether records of a shipment are passed over. */
  boolean holds(String shipmentId) {
    return !reasons.isEmpty() && reasons.containsKey(shipmentId);
  }

  /** The durable row of a shipment, or null. */
  public @Nullable ParkedShipment row(String shipmentId) {
    return rows.get(shipmentId);
  }

  public int size() {
    return reasons.size();
  }

  /** An event that is nobody's: holds the checkpoint until its dead letter is durable. */
  void nobodysEvent(LogRecord record) {
    if (!shard.closed) {
      Future<Void> kept = shard.output.nobodys("shipment-events", record);
      if (!kept.isComplete()) {
        long offset = record.offset();
        shard.loads.defer(offset);
        kept.onSuccess(
            v -> {
              shard.loads.resume(offset);
              shard.output.settled(shard.settled());
            });
      }
    }
  }

  /** A position that is nobody's; the output holds the checkpoint of positions itself. */
  void nobodysPosition(LogRecord record) {
    if (!shard.closed) {
      shard.output.nobodys("shipment-positions", record);
    }
  }

  /** An actor cannot follow a record: holds the checkpoint until that is durable. */
  void park(LogEntry<StoredEvent> entry, UnreadableRecord record) {
    reasons.put(entry.key(), record.detail());
    shard.loads.defer(entry.offset());
    shard
        .output
        .unreadable(record)
        .onSuccess(
            row -> {
              put(row);
              shard.loads.resume(entry.offset());
              shard.output.settled(shard.settled());
            });
  }

  /** The rows of a shipment's event cannot be written; that is durable. */
  public void park(ParkedShipment row) {
    put(row);
    ShipmentActor actor = shard.actors.get(row.shipmentId());
    if (actor != null) {
      actor.parkFor(row.reason());
    }
  }

  /** The log of a parked shipment was read on to the place of another dead letter. */
  public void moved(ParkedShipment row) {
    put(row);
  }

  /**
   * Goes on with a shipment whose log was read to {@code upTo}, in the state {@code after}; false
   * if the shard has read more since, or its actor is just being loaded.
   */
  public boolean release(String shipmentId, ShipmentStream after, long upTo) {
    ShipmentActor actor = shard.actors.get(shipmentId);
    if (shard.events.next() != upTo || (actor != null && actor.isLoading())) {
      return false;
    }
    reasons.remove(shipmentId);
    rows.remove(shipmentId);
    if (actor != null) {
      actor.release(after);
    }
    return true;
  }
}

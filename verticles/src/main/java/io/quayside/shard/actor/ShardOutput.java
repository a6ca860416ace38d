package io.quayside.shard.actor;

import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Receives the confirmed records of a shard, for projection and push. */
public interface ShardOutput {
  /** A record of the event log, duplicates included. */
  void read(LogEntry<StoredEvent> entry);

  /**
   * A confirmed event with the stream after it, in the log's order per shipment; an event that
   * waits for its shipment to be loaded comes later than events of other shipments. All events
   * below the offset {@code settled} were passed or are duplicates: it bounds the checkpoint.
   */
  void event(LogEntry<StoredEvent> entry, ShipmentStream after, long settled);

  /** As of {@link #event}, without an event: the checkpoint waits for nothing below that offset. */
  void settled(long settled);

  /**
   * A record of the position log. {@code newDevice}: the read models may not know yet that its
   * device reports for its shipment.
   */
  void position(LogEntry<LoggedPosition> entry, boolean newDevice);

  /**
   * A shipment cannot follow a record. Completes once its dead letter and the row of the parked
   * shipment are durable; tried until then, or until the shard is given up.
   */
  Future<ParkedShipment> unreadable(UnreadableRecord record);

  /**
   * A rule of the booking process has thrown: the process of the shipment stands until its dead
   * letter is redriven.
   */
  void ruleFailed(ShipmentStream stream, RuntimeException defect);

  /**
   * A record that is nobody's: its key is no shipment's id, or it is no position. Completes once
   * its dead letter is durable, or at once if it gets none.
   */
  Future<Void> nobodys(String topic, LogRecord record);

  /** The bound at which requests are refused; null while there is room. */
  @Nullable Bound full();

  /** Whether the projection is behind: answers to bulk updates are delayed. */
  boolean behind();

  /** The first event offset that is not projected yet. */
  long eventsProjected();

  /** The first position offset that is not projected yet. */
  long positionsProjected();

  /** Completes when everything passed so far is projected. */
  Future<Void> projected();
}

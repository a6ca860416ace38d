package io.quayside.shard.actor;

import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;

/** Where a shard hands on what the log has, in the log's order. */
public interface ShardOutput {
  /** A record of the event log, whether or not its version has been seen. */
  void read(LogEntry<StoredEvent> entry);

  /**
   * An event that is new to this shard and the first of its version, with the stream after it. In
   * the log's order per shipment; one that waits for its shipment to be loaded comes later than
   * others. {@code settled} is the first offset that has not been handed on: a checkpoint.
   */
  void event(LogEntry<StoredEvent> entry, ShipmentStream after, long settled);

  /**
   * A record of the position log. {@code newDevice}: the read models may not know yet that its
   * device reports for its shipment.
   */
  void position(LogEntry<LoggedPosition> entry, boolean newDevice);

  /** Whether so much waits to be projected that nothing more should be taken. */
  boolean full();

  /** Whether so much waits that whoever brings many updates at a time should be slowed down. */
  boolean behind();

  /** The first event offset that is not projected yet. */
  long eventsProjected();

  /** The first position offset that is not projected yet. */
  long positionsProjected();

  /** Completes when everything handed on so far is projected. */
  Future<Void> projected();
}

package io.quayside.readmodel;

import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.LogEntry;

/** A record whose rows the store refuses for its shipment alone. */
public sealed interface Refused {
  /** The shipment. */
  String shipmentId();

  /** Where the record stands in its topic. */
  long offset();

  /** The store's code of the refusal, such as an SQLSTATE. */
  String reason();

  /**
   * An event; later events of its shipment wait.
   *
   * @param stream after it
   */
  record OfEvent(LogEntry<StoredEvent> entry, ShipmentStream stream, String reason)
      implements Refused {
    @Override
    public String shipmentId() {
      return entry.key();
    }

    @Override
    public long offset() {
      return entry.offset();
    }
  }

  /** A position; nothing waits for it. */
  record OfPosition(LogEntry<LoggedPosition> entry, String reason) implements Refused {
    @Override
    public String shipmentId() {
      return entry.key();
    }

    @Override
    public long offset() {
      return entry.offset();
    }
  }
}

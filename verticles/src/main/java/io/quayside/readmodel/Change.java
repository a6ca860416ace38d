package io.quayside.readmodel;

import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.feed.LogEntry;

/** An event with its shipment's stream after it. */
public record Change(LogEntry<StoredEvent> entry, ShipmentStream after) {}

package io.quayside.log;

import io.quayside.shipment.Status;
import java.time.Instant;

/** What an accepted command was answered: kept, so that its retry gets the same answer. */
public record Receipt(
    String commandId, int version, String type, Status status, Instant recordedAt) {

  public static Receipt of(StoredEvent stored) {
    return new Receipt(
        stored.commandId(),
        stored.version(),
        stored.type(),
        stored.event().status(),
        stored.event().recordedAt());
  }
}

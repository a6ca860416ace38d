package io.quayside.domain.stream;

import io.quayside.domain.Status;
import java.time.Instant;

/** What an accepted command was answered: kept, so that its retry gets the same answer. */
public record Receipt(
    String commandId, int version, String type, Status status, Instant recordedAt) {
  private static final int PARTS = 5;

  public static Receipt of(StoredEvent stored) {
    return new Receipt(
        stored.commandId(), stored.version(), stored.type(), stored.status(), stored.recordedAt());
  }

  /** How receipts are kept: a line of ASCII without a line break. */
  public String toLine() {
    return commandId + ' ' + version + ' ' + type + ' ' + status + ' ' + recordedAt.toEpochMilli();
  }

  /** The receipt that {@link #toLine} wrote; throws {@link IllegalArgumentException} otherwise. */
  public static Receipt ofLine(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException("no receipt has " + parts.length + " parts");
    }
    return new Receipt(
        parts[0],
        Integer.parseInt(parts[1]),
        parts[2],
        Status.valueOf(parts[3]),
        Instant.ofEpochMilli(Long.parseLong(parts[4])));
  }
}

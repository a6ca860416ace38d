package io.quayside.domain.stream;

import io.quayside.domain.Status;
import java.time.Instant;

/**
 * What an accepted command was answered: kept, so that its retry gets the same answer.
 *
 * @param number the number of the tender or document that the event is about, or 0
 */
public record Receipt(
    String commandId, int version, String type, Status status, Instant recordedAt, int number) {
  private static final int PARTS = 5;

  public static Receipt of(StoredEvent stored) {
    return new Receipt(
        stored.commandId(),
        stored.version(),
        stored.type(),
        stored.status(),
        stored.recordedAt(),
        stored.event().number());
  }

  /** How receipts are kept: a line of ASCII without a line break. */
  public String toLine() {
    String line =
        commandId + ' ' + version + ' ' + type + ' ' + status + ' ' + recordedAt.toEpochMilli();
    return number == 0 ? line : line + ' ' + number;
  }

  /** The receipt that {@link #toLine} wrote; throws {@link IllegalArgumentException} otherwise. */
  public static Receipt ofLine(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != PARTS && parts.length != PARTS + 1) {
      throw new IllegalArgumentException("no receipt has " + parts.length + " parts");
    }
    return new Receipt(
        parts[0],
        Integer.parseInt(parts[1]),
        parts[2],
        Status.valueOf(parts[3]),
        Instant.ofEpochMilli(Long.parseLong(parts[4])),
        parts.length == PARTS ? 0 : Integer.parseInt(parts[PARTS]));
  }
}

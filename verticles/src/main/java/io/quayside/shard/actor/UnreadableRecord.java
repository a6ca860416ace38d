package io.quayside.shard.actor;

import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.feed.LogEntry;
import org.jspecify.annotations.Nullable;

/**
 * A record of the event log that a shipment cannot follow.
 *
 * @param code {@code undecodable} or {@code version-gap}
 * @param tenant the shipment's
 * @param version the event's; null for a record that is no event
 */
public record UnreadableRecord(
    String code,
    String detail,
    String tenant,
    @Nullable Integer version,
    LogEntry<StoredEvent> entry) {
  /** No event, or one that is impossible after the one before. */
  public static final String UNDECODABLE = "undecodable";

  /** An event whose predecessor is missing. */
  public static final String VERSION_GAP = "version-gap";
}

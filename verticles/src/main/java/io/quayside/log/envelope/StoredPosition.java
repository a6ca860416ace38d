package io.quayside.log.envelope;

import io.quayside.domain.tracking.PositionUpdate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A tracking update as the log keeps it. {@code tenant} is its shipment's. {@code late}: its
 * sequence was older than the device's window. {@code recordedAt} is cut to milliseconds.
 */
public record StoredPosition(
    String tenant, String shipmentId, PositionUpdate update, boolean late, Instant recordedAt) {
  public StoredPosition {
    recordedAt = recordedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** The position's id for the outside. */
  public String id() {
    return shipmentId + '/' + update.deviceId() + '/' + update.sequence();
  }
}

package io.quayside.domain.tracking;

import java.time.Instant;

/**
 * One tracking update of a device: WGS-84 degrees, units in the members' names. Its identity is the
 * shipment, the device and the sequence.
 */
public record PositionUpdate(
    String deviceId, SequenceNumber sequence, Instant observedAt, Measurements measured) {
  /** Characters of a device id, at most. */
  public static final int MAX_DEVICE_ID = 64;
}

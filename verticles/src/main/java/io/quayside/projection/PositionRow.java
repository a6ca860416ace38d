package io.quayside.projection;

import io.quayside.log.LogEntry;
import io.quayside.log.PositionCodec;
import io.quayside.log.StoredPosition;
import io.quayside.tracking.PositionUpdate;

/**
 * A position's row. It is made while the position is at hand: what waits to be written is out of
 * the processor's caches by then, and every object more would have to be fetched.
 */
record PositionRow(
    String shipmentId,
    String deviceId,
    long sequence,
    long observedMillis,
    long logOffset,
    PositionCodec.Data data) {
  static PositionRow of(LogEntry<StoredPosition> entry) {
    PositionUpdate update = entry.fact().update();
    return new PositionRow(
        entry.fact().shipmentId(),
        update.deviceId(),
        update.sequence(),
        update.observedAt().toEpochMilli(),
        entry.offset(),
        PositionCodec.dataOf(entry));
  }
}

package io.quayside.log.envelope;

import io.netty.buffer.Unpooled;
import io.quayside.domain.tracking.SequenceNumber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * What is kept of a position after its record has been made: who reported it, and its data, which
 * queries and sockets show, where it stands in the record. One flat object, for it is looked at
 * again when it is out of the processor's caches, and every object more would have to be fetched.
 *
 * @param late its sequence was older than the device's window
 * @param bytes the record; only where that was extended on its way, the data alone
 * @param from the data's first byte
 * @param to the first one behind it
 */
public record LoggedPosition(
    String shipmentId,
    String deviceId,
    int sequenceEpoch,
    long sequence,
    long observedMillis,
    boolean late,
    byte[] bytes,
    int from,
    int to) {
  static LoggedPosition of(StoredPosition stored, byte[] bytes, int from, int to) {
    return new LoggedPosition(
        stored.shipmentId(),
        stored.update().deviceId(),
        stored.update().sequence().epoch(),
        stored.update().sequence().number(),
        stored.update().observedAt().toEpochMilli(),
        stored.late(),
        bytes,
        from,
        to);
  }

  /** The sequence and its epoch. */
  public SequenceNumber sequenceNumber() {
    return new SequenceNumber(sequenceEpoch, sequence);
  }

  /** A view of the data. */
  public Buffer data() {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, to - from));
  }
}

package io.quayside.notify.lane;

import io.quayside.domain.stream.StoredEvent;

/**
 * An event with its place in the log.
 *
 * @param offset in its shard's partition
 * @param value its bytes as they are stored
 */
public record FeedEvent(int shard, long offset, StoredEvent stored, byte[] value) {
  public String shipmentId() {
    return stored.shipmentId();
  }

  public int version() {
    return stored.version();
  }
}

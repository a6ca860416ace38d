package io.quayside.readmodel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which positions of a shipment are asked for, newest observation first.
 *
 * @param since the earliest observation, or null
 * @param until after the latest one, or null
 * @param after the last one of the page before, or null
 */
public record PositionFilter(
    @Nullable Instant since, @Nullable Instant until, @Nullable Key after, int limit) {
  /** The place of a position in the order of all of a shipment. */
  public record Key(Instant observedAt, String deviceId, int epoch, long sequence) {}

  /** A position as JSON, and its place. */
  public record Found(byte[] json, Key key) {}
}

package io.quayside.notify.lane;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A shipment that is not current: from {@code nextVersion} on its events are read from the history.
 * Used by the consumer's event loop.
 */
public final class Lane {
  private final String shipmentId;
  private final int shard;
  private Progress progress;

  /** The row as it was written last; null if it never was. */
  private @Nullable Progress written;

  /** The shard's offset below which the consumer has passed over events; -1: it is not ending. */
  private long endingAt = -1;

  /**
   * What is kept of it.
   *
   * @param attempts failed attempts of the event with {@code nextVersion}
   * @param nextAttemptAt null while it is parked
   * @param error the word of the last failure
   * @param replayTo events of lower versions have been sent before
   */
  public record Progress(
      int nextVersion,
      LaneState state,
      int attempts,
      @Nullable Instant firstFailedAt,
      @Nullable Instant lastAttemptAt,
      @Nullable Instant nextAttemptAt,
      @Nullable String error,
      @Nullable Integer httpStatus,
      int replayTo) {
    /** The progress behind the event of its version. */
    public Progress behind(int version, Instant now) {
      return new Progress(
          version + 1, LaneState.RETRYING, 0, null, lastAttemptAt, now, null, null, replayTo);
    }

    /** The same progress, not to be tried again until it is redriven. */
    public Progress parked() {
      return new Progress(
          nextVersion,
          LaneState.PARKED,
          attempts,
          firstFailedAt,
          lastAttemptAt,
          null,
          error,
          httpStatus,
          replayTo);
    }

    /** The same progress with another time of the next attempt. */
    public Progress due(Instant at) {
      return new Progress(
          nextVersion,
          state,
          attempts,
          firstFailedAt,
          lastAttemptAt,
          at,
          error,
          httpStatus,
          replayTo);
    }
  }

  Lane(String shipmentId, int shard, Progress progress) {
    this.shipmentId = shipmentId;
    this.shard = shard;
    this.progress = progress;
  }

  /** A lane as it was kept. */
  static Lane ofRow(String shipmentId, int shard, Progress progress) {
    Lane lane = new Lane(shipmentId, shard, progress);
    lane.written = progress;
    return lane;
  }

  public String shipmentId() {
    return shipmentId;
  }

  public int shard() {
    return shard;
  }

  public Progress progress() {
    return progress;
  }

  void set(Progress changed) {
    progress = changed;
  }

  boolean isDirty() {
    return !progress.equals(written);
  }

  boolean isWritten() {
    return written != null;
  }

  void wasWritten(Progress row) {
    written = row;
  }

  /** Whether its end was asked for and is not answered. */
  public boolean isEnding() {
    return endingAt >= 0;
  }

  long endingAt() {
    return endingAt;
  }

  /** Asks for its end at a place, or takes that back with -1. */
  void endAt(long place) {
    endingAt = place;
  }
}

package io.quayside.notify.lane;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  /** Attempts of the event with {@code nextVersion}, those that used up no step included. */
  private int sent;

  private int replacements;
  private boolean underWay;

  /**
   * What is kept of it. Times are whole microseconds, as PostgreSQL has them.
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
    public Progress {
      firstFailedAt = micros(firstFailedAt);
      lastAttemptAt = micros(lastAttemptAt);
      nextAttemptAt = micros(nextAttemptAt);
    }

    private static @Nullable Instant micros(@Nullable Instant time) {
      return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    /** The progress behind the event of its version. */
    public Progress behind(int version, Instant now) {
      return new Progress(
          version + 1, LaneState.RETRYING, 0, null, lastAttemptAt, now, null, null, replayTo);
    }

    /** The same progress at an earlier version, not tried yet. */
    Progress from(int version) {
      return new Progress(
          version, state, 0, null, lastAttemptAt, nextAttemptAt, null, null, replayTo);
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
    this.sent = progress.attempts();
  }

  /** A lane as it was kept. */
  public static Lane ofRow(String shipmentId, int shard, Progress progress) {
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

  /** When it was tried last. */
  public Instant lastTried() {
    Instant tried = progress.lastAttemptAt();
    return tried == null ? Instant.MIN : tried;
  }

  void set(Progress changed) {
    if (changed.nextVersion() != progress.nextVersion()) {
      sent = changed.attempts();
    }
    progress = changed;
  }

  /** How many attempts of the next event its owner knows of. */
  public int sent() {
    return sent;
  }

  /** So many attempts of the next event were made. */
  public void sent(int attempts) {
    sent = attempts;
  }

  /** Another has changed the row: that counts, whatever was to be written. */
  void replace(Progress row) {
    set(row);
    written = row;
    endingAt = -1;
    replacements++;
  }

  /** How often another has changed it: what is under way is not applied then. */
  public int replacements() {
    return replacements;
  }

  /** Whether the row is still as it was written last. */
  boolean isAsWritten(Progress row) {
    return row.equals(written);
  }

  boolean isDirty() {
    return !progress.equals(written);
  }

  boolean isWritten() {
    return written != null;
  }

  /** Whether its row has the version that is next. */
  public boolean isWrittenToItsVersion() {
    return written != null && written.nextVersion() == progress.nextVersion();
  }

  /** Whether an attempt of it is under way, or what follows from one. */
  boolean isUnderWay() {
    return underWay;
  }

  void underWay(boolean is) {
    underWay = is;
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

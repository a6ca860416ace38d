package io.quayside.readmodel;

import io.quayside.readmodel.Generation.State;
import io.vertx.sqlclient.Row;

/**
 * How far a shard of a generation is.
 *
 * @param state {@link #REPLAYING}, {@link #COPYING} or {@link #FOLLOWING}
 * @param perSecond records that were read in the last second
 */
public record ShardProgress(
    int shard,
    String state,
    long eventsNext,
    long eventsEnd,
    long positionsNext,
    long positionsEnd,
    long perSecond) {
  /** The log is read. */
  static final String REPLAYING = "REPLAYING";

  /** Positions that the topic has lost are copied. */
  static final String COPYING = "COPYING";

  /** The live projection writes it. */
  static final String FOLLOWING = "FOLLOWING";

  static ShardProgress of(Generation generation, Row row) {
    long events = number(row, "events_next");
    long positions = number(row, "positions_next");
    String state = row.getString("state");
    boolean wasRead = generation.state() == State.CURRENT || generation.state() == State.FORMER;
    String assumed = wasRead ? FOLLOWING : REPLAYING;
    return new ShardProgress(
        row.getInteger("shard"),
        state == null ? assumed : state,
        events,
        Math.max(events, number(row, "events_end")),
        positions,
        Math.max(positions, number(row, "positions_end")),
        number(row, "records_per_second"));
  }

  private static long number(Row row, String column) {
    Long value = row.getLong(column);
    return value == null ? 0 : value;
  }

  /** Records that are still to be read. */
  long left() {
    return eventsEnd - eventsNext + positionsEnd - positionsNext;
  }

  /** Records that are read. */
  long read() {
    return eventsNext + positionsNext;
  }
}

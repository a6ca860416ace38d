package io.quayside.notify.relay;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A relay as it is shown.
 *
 * @param parked shipments that wait for a dead letter
 */
public record RelayView(
    String name,
    String kind,
    RelayState state,
    @Nullable Cause cause,
    long lagRecords,
    double lagSeconds,
    int parked,
    List<ShardView> shards) {
  /** Why it does not run. */
  public record Cause(String code, String detail, Instant since) {}

  /**
   * One of its shards.
   *
   * @param nodeId null as long as no node has run it
   * @param cursor the first offset that is not settled
   * @param end the end of the shard's log
   */
  public record ShardView(
      int shard,
      @Nullable String nodeId,
      RelayState state,
      @Nullable Cause cause,
      long cursor,
      long end,
      double lagSeconds,
      int parked) {}

  /** A rewind of one shard. */
  public record Rewound(int shard, long from, long to) {}
}

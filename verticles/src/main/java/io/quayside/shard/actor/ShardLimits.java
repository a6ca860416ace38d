package io.quayside.shard.actor;

/**
 * The bounds of one shard.
 *
 * @param mailbox commands and updates that may wait for one shipment
 * @param inFlight appends without an acknowledgement
 * @param resident shipments in memory; exceeded by shipments whose last event is not projected yet
 * @param loading shipments that are being loaded at once
 * @param devices devices per shipment whose windows are in memory
 * @param deadlineMillis the time after which an undecided command is refused
 */
public record ShardLimits(
    int mailbox, int inFlight, int resident, int loading, int devices, long deadlineMillis) {
  private static final int MOST_RESIDENT = 20_000;
  private static final int LEAST_RESIDENT = 500;

  /** Of a shipment with a booking process that waits; one that was only booked takes 1 KiB. */
  private static final int SHIPMENT_BYTES = 3 * 1_024;

  public static final ShardLimits DEFAULT =
      new ShardLimits(256, 8192, MOST_RESIDENT, 512, 64, 5_000);

  /**
   * With as many shipments in memory as a quarter of the heap holds, at most 20,000, if all shards
   * are on one node.
   */
  public static ShardLimits ofHeap(long heapBytes, int shards) {
    long resident = heapBytes / 4 / SHIPMENT_BYTES / shards;
    return new ShardLimits(
        DEFAULT.mailbox,
        DEFAULT.inFlight,
        Math.clamp(resident, LEAST_RESIDENT, MOST_RESIDENT),
        DEFAULT.loading,
        DEFAULT.devices,
        DEFAULT.deadlineMillis);
  }
}

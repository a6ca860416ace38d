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
  public static final ShardLimits DEFAULT = new ShardLimits(256, 8192, 20_000, 512, 64, 5_000);
}

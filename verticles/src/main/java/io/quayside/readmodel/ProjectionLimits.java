package io.quayside.readmodel;

/**
 * The bounds of one shard's projection.
 *
 * @param batch records in one transaction
 * @param enough positions that are not held back for more to come: a transaction of hundreds keeps
 *     PostgreSQL busy for so long that whatever shares its cores is late. Events are, for the row
 *     of a shipment's state is written once for all that a transaction has of it
 * @param backlog records that may wait; beyond it the shard takes nothing more
 * @param retryMillis the pause before a failed batch is tried again
 * @param paceMillis the least time from one transaction's begin to the next one's while there is
 *     much to do, unless there are enough or somebody waits for it: the fewer records a transaction
 *     has, the more each of them costs. So old are read models then, to whoever does not wait
 */
public record ProjectionLimits(
    int batch, int enough, int backlog, long retryMillis, long paceMillis) {
  public static final ProjectionLimits DEFAULT = new ProjectionLimits(1_000, 100, 50_000, 250, 200);
}

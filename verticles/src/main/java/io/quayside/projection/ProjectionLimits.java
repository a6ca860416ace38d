package io.quayside.projection;

/**
 * The bounds of one shard's projection.
 *
 * @param batch records in one transaction
 * @param backlog records that may wait; beyond it the shard takes nothing more
 * @param retryMillis the pause before a failed batch is tried again
 * @param paceMillis the least time from one transaction's begin to the next one's while there is
 *     much to do, unless a batch is full or somebody waits for it: the fewer records a transaction
 *     has, the more each of them costs. So old are read models then, to whoever does not wait
 */
public record ProjectionLimits(int batch, int backlog, long retryMillis, long paceMillis) {
  public static final ProjectionLimits DEFAULT = new ProjectionLimits(1_000, 50_000, 250, 200);
}

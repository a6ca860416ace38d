package io.quayside.readmodel;

/**
 * The bounds of one shard's projection.
 *
 * @param batch records in one transaction
 * @param enough positions that end the pause: a transaction of hundreds keeps PostgreSQL busy for
 *     so long that other processes on its cores are delayed. Events do not end it, since a
 *     shipment's row is written once for all its events in a transaction
 * @param backlog records not written; at this many the shard refuses commands and updates
 * @param retryMillis the pause before a failed batch is tried again
 * @param paceMillis the least time between the starts of two transactions under load, unless the
 *     batch is large enough or a caller waits for it: records cost less in larger transactions.
 *     Read models are up to this old for queries that do not wait
 */
public record ProjectionLimits(
    int batch, int enough, int backlog, long retryMillis, long paceMillis) {
  public static final ProjectionLimits DEFAULT = new ProjectionLimits(1_000, 100, 50_000, 250, 200);
}

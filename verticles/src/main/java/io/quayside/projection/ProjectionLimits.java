package io.quayside.projection;

/**
 * The bounds of one shard's projection.
 *
 * @param batch records in one transaction
 * @param backlog records that may wait; beyond it the shard takes nothing more
 * @param retryMillis the pause before a failed batch is tried again
 */
public record ProjectionLimits(int batch, int backlog, long retryMillis) {
  public static final ProjectionLimits DEFAULT = new ProjectionLimits(1_000, 50_000, 250);
}

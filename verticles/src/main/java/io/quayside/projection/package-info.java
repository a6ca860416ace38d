/**
 * The read models in PostgreSQL: {@link io.quayside.projection.Projection} writes what the log has
 * confirmed, a batch in one transaction with its checkpoint, idempotently by version and identity;
 * {@link io.quayside.projection.ReadModels} answers from them. Rebuildable from the log.
 */
package io.quayside.projection;

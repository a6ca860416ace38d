/**
 * The read models in PostgreSQL: {@link io.quayside.readmodel.Projection} writes what the log has
 * confirmed, a batch in one transaction with its checkpoint, idempotently by version and identity;
 * {@link io.quayside.readmodel.ReadModels} answers from them. Rebuildable from the log.
 */
@NullMarked
package io.quayside.readmodel;

import org.jspecify.annotations.NullMarked;

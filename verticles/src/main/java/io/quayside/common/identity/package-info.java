/**
 * Identities: of commands, derived from caller, scope and Idempotency-Key, and the form of shipment
 * ids. Uses {@code common.json} only.
 */
@NullMarked
package io.quayside.common.identity;

import org.jspecify.annotations.NullMarked;

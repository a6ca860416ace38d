/**
 * Copies of a shard's device windows and older receipts on other members, and which of them its
 * next owner may trust.
 */
@NullMarked
package io.quayside.shard.replication;

import org.jspecify.annotations.NullMarked;

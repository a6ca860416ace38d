/**
 * Transports requests to shards and their answers: within a node directly, between nodes over the
 * event bus, batched per turn of an event loop. Does not know which node owns a shard.
 */
@NullMarked
package io.quayside.shard.rpc;

import org.jspecify.annotations.NullMarked;

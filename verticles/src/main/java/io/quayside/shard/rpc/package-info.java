/**
 * Transports requests to shards and their answers: within a node directly, between nodes over the
 * event bus, batched per turn of an event loop. Does not know which node owns a shard.
 */
package io.quayside.shard.rpc;

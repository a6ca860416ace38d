/**
 * Requests to shards and their answers, within a node and between nodes over the event bus, batched
 * per turn of an event loop.
 */
package io.quayside.shard.rpc;

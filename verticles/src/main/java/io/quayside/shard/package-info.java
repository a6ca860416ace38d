/**
 * Shards: one writer per log partition. This package has the requests to a shard and its answers;
 * {@code actor} decides requests, {@code rpc} transports them, {@code client} sends and repeats
 * them, {@code ownership} knows which node runs which shard, {@code replication} keeps copies for
 * the next owner.
 */
@NullMarked
package io.quayside.shard;

import org.jspecify.annotations.NullMarked;

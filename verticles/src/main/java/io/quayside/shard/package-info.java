/**
 * Shards: one writer per log partition. This package holds the requests and answers of a shard;
 * {@code actor} decides them, {@code rpc} carries them between nodes, {@code client} sends them,
 * {@code ownership} says which node runs which shard, {@code replication} keeps copies for the next
 * owner.
 */
package io.quayside.shard;

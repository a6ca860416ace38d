/**
 * Which node owns which shard, by Hazelcast's partition table, and which shards run on this node.
 * Does not know what a shard does.
 */
@NullMarked
package io.quayside.shard.ownership;

import org.jspecify.annotations.NullMarked;

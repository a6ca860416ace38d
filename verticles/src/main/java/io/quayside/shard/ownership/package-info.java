/**
 * Which node owns and runs which shard: Hazelcast's partition table, and the verticles that follow
 * it.
 */
package io.quayside.shard.ownership;

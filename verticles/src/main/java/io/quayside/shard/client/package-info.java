/** Sends requests to shards wherever they run, and repeats them until a deadline. */
package io.quayside.shard.client;

/**
 * The entry of commands and tracking updates: derives a command's identity, sends requests to the
 * nodes that run their shards, and repeats them until a deadline.
 */
@NullMarked
package io.quayside.shard.client;

import org.jspecify.annotations.NullMarked;

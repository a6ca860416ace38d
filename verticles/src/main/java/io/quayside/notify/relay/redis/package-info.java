/**
 * Redis Streams: one per shard, whose entry ids are made of offsets, so that each is there once.
 */
@NullMarked
package io.quayside.notify.relay.redis;

import org.jspecify.annotations.NullMarked;

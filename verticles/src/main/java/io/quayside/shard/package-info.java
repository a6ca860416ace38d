/**
 * Shards: one writer per log partition, and in it one actor per shipment, which decides one command
 * at a time on the state that the log has confirmed. Touches the log, the read models (to load what
 * is cold, to hand on what happened) and push; knows no HTTP.
 */
package io.quayside.shard;

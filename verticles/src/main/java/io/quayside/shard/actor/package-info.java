/**
 * One shard: an actor per shipment in memory, which decides one command at a time on the state that
 * the log has confirmed, and deduplicates tracking updates. All I/O is behind interfaces, so that a
 * simulation runs it step by step.
 */
@NullMarked
package io.quayside.shard.actor;

import org.jspecify.annotations.NullMarked;

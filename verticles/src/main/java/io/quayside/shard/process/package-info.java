/**
 * Runs the booking process on a shard: evaluates it after each event and when a timer is due, and
 * sends what it decides as a command. It keeps no state that counts: what is due follows from the
 * stream, and the log counts a command once.
 */
@NullMarked
package io.quayside.shard.process;

import org.jspecify.annotations.NullMarked;

/**
 * The mechanism of every consumer with a side effect per event: a cursor per shard, and a lane for
 * each shipment that is not current. Reads the log behind the read models' checkpoint.
 */
@NullMarked
package io.quayside.notify.lane;

import org.jspecify.annotations.NullMarked;

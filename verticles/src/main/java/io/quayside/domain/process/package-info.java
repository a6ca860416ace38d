/**
 * The booking process: a table of named rules over the whole state of a shipment. What is due
 * follows from what is, not from what was heard, so that nothing can be missed and a rebuild runs
 * no side effect. Pure; the shards send the commands that {@link
 * io.quayside.domain.process.BookingProcess#next} returns.
 */
@NullMarked
package io.quayside.domain.process;

import org.jspecify.annotations.NullMarked;

/** DCSA Track and Trace 2.2 and 3.0: events in, 2.2 events out. The mapping is a table each way. */
@NullMarked
package io.quayside.foreign.dcsa;

import org.jspecify.annotations.NullMarked;

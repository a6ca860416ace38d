/** EPCIS 2.0 in JSON: documents in, milestones out. The mapping is a table in each direction. */
@NullMarked
package io.quayside.foreign.epcis;

import org.jspecify.annotations.NullMarked;

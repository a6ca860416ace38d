/** Admission: connections, requests in flight and deadlines of an event loop. */
@NullMarked
package io.quayside.edge.admission;

import org.jspecify.annotations.NullMarked;

/** Admission: connections, requests in flight and deadlines of an event loop. */
package io.quayside.edge.admission;

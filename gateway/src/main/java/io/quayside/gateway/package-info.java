/**
 * Starts and stops one process of Quayside: its parts and their order, the command line, and the
 * management port. Uses the entry points of the other modules; knows nothing of shipments.
 */
@NullMarked
package io.quayside.gateway;

import org.jspecify.annotations.NullMarked;

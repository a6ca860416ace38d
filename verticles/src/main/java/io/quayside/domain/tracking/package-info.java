/**
 * The tracking context: what devices report of a shipment on its way, and which reports have been
 * seen before. As pure as the shipment context; nothing here judges a report by the shipment's
 * status. It knows no other package of Quayside.
 */
@NullMarked
package io.quayside.domain.tracking;

import org.jspecify.annotations.NullMarked;

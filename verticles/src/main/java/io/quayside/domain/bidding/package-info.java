/**
 * The bidding context: tenders of a shipment, carriers' bids, the shipper's offers, carriers'
 * responses. Amounts are decimal texts in one currency of ISO 4217. Pure, like every context.
 */
@NullMarked
package io.quayside.domain.bidding;

import org.jspecify.annotations.NullMarked;

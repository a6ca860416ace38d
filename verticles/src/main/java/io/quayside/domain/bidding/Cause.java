package io.quayside.domain.bidding;

import java.util.EnumSet;
import java.util.Set;

/** Why a tender ended without a carrier, or lost the one it had. */
public enum Cause {
  /** The shipper wants it so. */
  SHIPPER,
  /** A carrier was assigned by hand. */
  CARRIER_ASSIGNED,
  SHIPMENT_CANCELLED,
  /** The shipment has left the statuses in which its carrier may change. */
  SHIPMENT_RELEASED,
  /** No offer was ever made. */
  NO_BIDS,
  /** Every offer that could be made was made. */
  ALL_DECLINED,
  /** The shipper made no offer in time. */
  NOT_AWARDED;

  /** The causes of a withdrawal or revocation; the others are those of a failure. */
  static final Set<Cause> OF_ENDING =
      EnumSet.of(SHIPPER, CARRIER_ASSIGNED, SHIPMENT_CANCELLED, SHIPMENT_RELEASED);
}

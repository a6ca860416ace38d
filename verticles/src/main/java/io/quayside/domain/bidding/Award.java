package io.quayside.domain.bidding;

/** Who chooses among the bids of a SPOT tender. */
public enum Award {
  /** The shipper makes each offer. */
  MANUAL,
  /** Offers are made without the shipper, the lowest bid first. */
  LOWEST
}

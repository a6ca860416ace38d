package io.quayside.domain.bidding;

/** How a tender finds its carrier. */
public enum TenderKind {
  /** Bids are collected; then one carrier after another is offered the load. */
  SPOT,
  /** The load is offered to one carrier after another at given rates. */
  WATERFALL
}

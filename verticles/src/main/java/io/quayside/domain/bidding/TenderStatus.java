package io.quayside.domain.bidding;

/** Where a tender stands. */
public enum TenderStatus {
  /** SPOT: bids are taken. */
  COLLECTING,
  /** No offer stands. A WATERFALL begins here. */
  EVALUATING,
  /** One carrier has the load on offer. */
  OFFERED,
  /** That carrier has accepted. */
  CONFIRMED,
  FAILED,
  WITHDRAWN,
  REVOKED;

  /** Whether nothing can follow. A tender that is not final is the shipment's current tender. */
  public boolean isFinal() {
    return this == FAILED || this == WITHDRAWN || this == REVOKED;
  }
}

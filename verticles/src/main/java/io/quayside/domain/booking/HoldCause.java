package io.quayside.domain.booking;

/** Why a person is needed. */
public enum HoldCause {
  /** All planned tenders have ended without a carrier. */
  NO_CARRIER,
  /** The carrier of a released shipment has given it back, or was relieved of it. */
  CARRIER_GONE,
  /** A document is not satisfied at its time. */
  DOCUMENT_OVERDUE,
  /** The shipment is released, and a document that the release waits for is not satisfied. */
  DOCUMENT_MISSING,
  /** The shipment was delivered while its bill of lading is still out. */
  MISDELIVERY_RISK
}

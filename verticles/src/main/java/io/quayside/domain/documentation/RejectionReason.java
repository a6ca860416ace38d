package io.quayside.domain.documentation;

/** Why a submitted document is not good. */
public enum RejectionReason {
  ILLEGIBLE,
  WRONG_TYPE,
  WRONG_SHIPMENT,
  INCOMPLETE,
  MISMATCH,
  EXPIRED,
  OTHER
}

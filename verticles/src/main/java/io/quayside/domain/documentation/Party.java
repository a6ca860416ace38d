package io.quayside.domain.documentation;

/** Who hands in a document. */
public enum Party {
  SHIPPER,
  /** The assigned carrier. */
  CARRIER
}

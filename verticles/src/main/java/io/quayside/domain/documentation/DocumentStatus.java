package io.quayside.domain.documentation;

/** Where a document stands. */
public enum DocumentStatus {
  REQUESTED,
  SUBMITTED,
  VERIFIED,
  REJECTED,
  ISSUED,
  SURRENDERED,
  WAIVED,
  VOID
}

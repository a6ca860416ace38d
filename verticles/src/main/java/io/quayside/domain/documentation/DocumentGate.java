package io.quayside.domain.documentation;

/** What waits for a document. */
public enum DocumentGate {
  /** The release of the shipment. */
  RELEASE,
  /** The completion of its booking. */
  COMPLETION,
  /** Nothing. */
  NONE
}

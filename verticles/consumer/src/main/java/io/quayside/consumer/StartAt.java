package io.quayside.consumer;

/** Where a consumer starts that was never there before. */
public enum StartAt {
  /** At the first record. Every shipment then begins with version 1. */
  EARLIEST,
  /** Behind the last record. A shipment begins with the first version that is seen of it. */
  LATEST
}

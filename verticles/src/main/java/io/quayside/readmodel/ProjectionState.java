package io.quayside.readmodel;

/** What a projection does at the moment. */
enum ProjectionState {
  /** There is nothing to write. */
  IDLE,
  /** A write is scheduled for the end of this turn of the event loop. */
  DUE,
  /** A write is scheduled for the end of the pace, and may be hurried. */
  PAUSING,
  /** The first batch is being written. */
  WRITING,
  /** The first batch could not be written; it is written again until that succeeds. */
  RETRYING,
  /** Final. */
  CLOSED
}

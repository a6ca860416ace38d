package io.quayside.consumer;

/** What came of an attempt to handle an event. */
enum Outcome {
  /** It is handled, skipped or parked, and the store knows. */
  SETTLED,
  /** It has no handler; its version is written with the next write. */
  UNWRITTEN,
  /** As many events are parked as may be. */
  FULL,
  /** The database is away; nothing has happened. */
  AWAY,
  /** Its partition was taken away meanwhile; nothing has happened. */
  ABANDONED,
  /** Its last retry failed, and the consumer is to stop. */
  STOPPED
}

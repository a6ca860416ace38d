package io.quayside.notify.letter;

/** What has become of a dead letter. */
public enum LetterState {
  PARKED,
  /** Handed back, and not come again. */
  REDRIVEN,
  /** Final. */
  DISCARDED
}

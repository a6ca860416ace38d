package io.quayside.notify.letter;

import java.util.Locale;

/** What has become of a dead letter. */
public enum LetterState {
  PARKED,
  /** Handed back, and not come again. */
  REDRIVEN,
  /** Final. */
  DISCARDED;

  /** The name in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

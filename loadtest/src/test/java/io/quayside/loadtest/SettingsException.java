package io.quayside.loadtest;

/** A setting that can't be: the message names it and says what may be. */
final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Without a stack trace: the reader has written a setting, not this code. */
  SettingsException(String message) {
    super(message, null, false, false);
  }
}

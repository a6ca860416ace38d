package io.quayside.gateway.config;

/** Thrown by a record's constructor for a value that it refuses: its key and what is expected. */
final class InvalidValueException extends RuntimeException {
  private final transient ConfigKey key;
  private final String expected;

  InvalidValueException(ConfigKey key, String expected) {
    super(expected, null, false, false);
    this.key = key;
    this.expected = expected;
  }

  ConfigKey key() {
    return key;
  }

  /** Completes the sentence "expected …". */
  String expected() {
    return expected;
  }
}

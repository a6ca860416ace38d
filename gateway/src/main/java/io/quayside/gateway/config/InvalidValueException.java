package io.quayside.gateway.config;

/**
 * What a record's constructor says of a value it cannot take: whose it is and what belongs there.
 */
final class InvalidValueException extends RuntimeException {
  private final transient ConfigKey key;

  InvalidValueException(ConfigKey key, String expected) {
    super(expected, null, false, false);
    this.key = key;
  }

  ConfigKey key() {
    return key;
  }

  /** Completes the sentence "expected …". */
  String expected() {
    return getMessage();
  }
}

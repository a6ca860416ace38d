package io.quayside.log.feed;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log with its decoded value. {@code fact} is null where the value could not be
 * decoded: such an entry parks its shipment, and is never skipped. {@code caller} is the caller
 * that the record was written for, or null if it says none.
 */
public record LogEntry<F>(
    long offset, String key, byte @Nullable [] value, @Nullable F fact, @Nullable String caller) {
  /** The record without its decoded value. */
  public Log.LogRecord toRecord() {
    return new Log.LogRecord(offset, key, value, caller);
  }

  /** The bytes of an entry that is known to have them. */
  public byte[] bytes() {
    return Objects.requireNonNull(value);
  }

  /** The decoded value of an entry that is known to have one. */
  public F decoded() {
    return Objects.requireNonNull(fact);
  }
}

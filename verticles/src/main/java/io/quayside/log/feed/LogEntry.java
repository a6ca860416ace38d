package io.quayside.log.feed;

/**
 * A record of the log with its decoded value. {@code fact} is null where the value could not be
 * decoded: such an entry parks its shipment, and is never skipped.
 */
public record LogEntry<F>(long offset, String key, byte[] value, F fact) {}

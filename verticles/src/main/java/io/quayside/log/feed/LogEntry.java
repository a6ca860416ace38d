package io.quayside.log.feed;

/**
 * A record of the log with its decoded value. {@code fact} is null where the value could not be
 * decoded: such an entry parks its shipment, and is never skipped. {@code caller} is the caller
 * that the record was written for, or null if it says none.
 */
public record LogEntry<F>(long offset, String key, byte[] value, F fact, String caller) {}

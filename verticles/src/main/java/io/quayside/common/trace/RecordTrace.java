package io.quayside.common.trace;

/**
 * The trace of an event of the log.
 *
 * @param traceparent of the span that appended it
 * @param appendedNanos when this node handed it to Kafka, of {@link System#nanoTime}; 0 if another
 *     node has appended it
 */
public record RecordTrace(String traceparent, long appendedNanos) {}

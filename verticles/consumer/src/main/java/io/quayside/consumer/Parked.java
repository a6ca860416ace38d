package io.quayside.consumer;

import java.time.Instant;

/**
 * A shipment whose events wait behind one that failed.
 *
 * @param version the version of the event that failed
 * @param type its type
 * @param state whether it will be tried again by itself
 * @param attempts how often it was tried
 * @param nextAttemptAt when it is tried again; null in {@link State#PARKED}
 * @param error the class and message of what its handler threw, or {@code version-gap: 7 after 5};
 *     at most 1,000 characters
 * @param waiting how many later events of the shipment wait behind it
 */
public record Parked(
    String shipmentId,
    int version,
    String type,
    State state,
    int attempts,
    Instant nextAttemptAt,
    String error,
    int waiting) {}

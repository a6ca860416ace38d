package io.quayside.domain.shipment;

import java.time.Instant;

/**
 * Something that happened to the goods, as reported. {@code location}, {@code note} and {@code
 * exceptionCode} may be null.
 */
public record Milestone(
    MilestoneCode code,
    Instant occurredAt,
    Location location,
    String note,
    ExceptionCode exceptionCode) {}

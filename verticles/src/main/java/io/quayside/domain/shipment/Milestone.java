package io.quayside.domain.shipment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to the goods, as reported. {@code location}, {@code note} and {@code
 * exceptionCode} may be null.
 */
public record Milestone(
    MilestoneCode code,
    Instant occurredAt,
    @Nullable Location location,
    @Nullable String note,
    @Nullable ExceptionCode exceptionCode) {}

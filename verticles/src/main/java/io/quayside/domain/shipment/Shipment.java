package io.quayside.domain.shipment;

import io.quayside.domain.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A shipment's state. Null where there is nothing yet: {@code carrier}, {@code vehicle}, {@code
 * lastMilestone} (the last one that moved the status) with {@code lastMilestoneRecordedAt}, and
 * {@code statusBeforeException} unless the status is EXCEPTION.
 */
public record Shipment(
    Booking booking,
    Status status,
    @Nullable Status statusBeforeException,
    @Nullable String carrier,
    @Nullable String vehicle,
    @Nullable Milestone lastMilestone,
    @Nullable Instant lastMilestoneRecordedAt,
    Instant bookedAt) {}

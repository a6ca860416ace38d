package io.quayside.domain.shipment;

import org.jspecify.annotations.Nullable;

/** The goods. {@code containerNumber} (ISO 6346) is null for goods that travel without one. */
public record Cargo(
    String description, int packages, double grossWeightKg, @Nullable String containerNumber) {}

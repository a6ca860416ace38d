package io.quayside.domain.shipment;

/** The goods. {@code containerNumber} (ISO 6346) is null for goods that travel without one. */
public record Cargo(
    String description, int packages, double grossWeightKg, String containerNumber) {}

package io.quayside.domain.shipment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the shipper asked for. {@code origin} and {@code destination} are UN/LOCODEs; the two
 * requested times are null where the shipper named none.
 */
public record Booking(
    String reference,
    String shipper,
    Mode mode,
    String origin,
    String destination,
    Cargo cargo,
    @Nullable Instant requestedPickupAt,
    @Nullable Instant requestedDeliveryBy) {}

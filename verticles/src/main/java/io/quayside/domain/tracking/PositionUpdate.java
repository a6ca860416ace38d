package io.quayside.domain.tracking;

import java.time.Instant;

/**
 * One tracking update of a device: WGS-84 degrees, units in the names, absent values null. Its
 * identity is the shipment, the device and the sequence.
 */
public record PositionUpdate(
    String deviceId,
    long sequence,
    Instant observedAt,
    double lat,
    double lon,
    Double accuracyM,
    Double altitudeM,
    Double speedKph,
    Double headingDeg,
    Double temperatureC,
    Double humidityPct,
    Double batteryPct) {}

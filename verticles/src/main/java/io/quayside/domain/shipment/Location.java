package io.quayside.domain.shipment;

import org.jspecify.annotations.Nullable;

/**
 * A place: a UN/LOCODE, a point in WGS-84 degrees, or both. Absent parts are null; {@code lat} and
 * {@code lon} come together, and at least one of code and point is there.
 */
public record Location(@Nullable String unLocode, @Nullable Double lat, @Nullable Double lon) {
  public Location {
    if ((lat == null) != (lon == null) || (unLocode == null && lat == null)) {
      throw new IllegalArgumentException("a location is a UN/LOCODE, a point, or both");
    }
  }
}

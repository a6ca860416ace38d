package io.quayside.domain.shipment;

/**
 * A place: a UN/LOCODE, a point in WGS-84 degrees, or both. Absent parts are null; {@code lat} and
 * {@code lon} come together, and at least one of code and point is there.
 */
public record Location(String unLocode, Double lat, Double lon) {
  public Location {
    if ((lat == null) != (lon == null) || (unLocode == null && lat == null)) {
      throw new IllegalArgumentException("a location is a UN/LOCODE, a point, or both");
    }
  }
}

package io.quayside.loadtest.freight;

/**
 * A place on the globe, WGS 84.
 *
 * @param lat degrees north, −90 to 90
 * @param lon degrees east, −180 to 180
 */
public record Point(double lat, double lon) {
  public Point {
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) {
      throw new IllegalArgumentException("no such place: " + lat + ", " + lon);
    }
  }
}

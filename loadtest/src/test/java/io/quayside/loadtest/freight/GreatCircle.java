package io.quayside.loadtest.freight;

/** The shortest way between two points of a sphere, by the mean radius of the Earth. */
public record GreatCircle(Point from, Point to) {
  private static final double EARTH_RADIUS_KM = 6_371.0088;

  public double lengthKm() {
    return EARTH_RADIUS_KM * angle();
  }

  /** The point that lies {@code km} along the way; before its ends, the end. */
  public Point at(double km) {
    double angle = angle();
    if (angle == 0) {
      return from;
    }
    double done = Math.clamp(km / lengthKm(), 0, 1);
    double a = Math.sin((1 - done) * angle) / Math.sin(angle);
    double b = Math.sin(done * angle) / Math.sin(angle);
    double fromLat = Math.toRadians(from.lat());
    double fromLon = Math.toRadians(from.lon());
    double toLat = Math.toRadians(to.lat());
    double toLon = Math.toRadians(to.lon());
    double x = a * Math.cos(fromLat) * Math.cos(fromLon) + b * Math.cos(toLat) * Math.cos(toLon);
    double y = a * Math.cos(fromLat) * Math.sin(fromLon) + b * Math.cos(toLat) * Math.sin(toLon);
    double z = a * Math.sin(fromLat) + b * Math.sin(toLat);
    return new Point(
        Math.toDegrees(Math.atan2(z, Math.hypot(x, y))), Math.toDegrees(Math.atan2(y, x)));
  }

  /**
   * Where one has to head at the start to follow the way: degrees from north, 0 ≤ heading < 360.
   */
  public double headingDeg() {
    double fromLat = Math.toRadians(from.lat());
    double toLat = Math.toRadians(to.lat());
    double east = Math.toRadians(to.lon() - from.lon());
    double y = Math.sin(east) * Math.cos(toLat);
    double x =
        Math.cos(fromLat) * Math.sin(toLat) - Math.sin(fromLat) * Math.cos(toLat) * Math.cos(east);
    return (Math.toDegrees(Math.atan2(y, x)) + 360) % 360;
  }

  private double angle() {
    double fromLat = Math.toRadians(from.lat());
    double toLat = Math.toRadians(to.lat());
    double north = Math.sin((toLat - fromLat) / 2);
    double east = Math.sin(Math.toRadians(to.lon() - from.lon()) / 2);
    double half = north * north + Math.cos(fromLat) * Math.cos(toLat) * east * east;
    return 2 * Math.asin(Math.sqrt(Math.clamp(half, 0, 1)));
  }
}

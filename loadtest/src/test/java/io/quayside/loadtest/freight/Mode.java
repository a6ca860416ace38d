package io.quayside.loadtest.freight;

/** A mode of transport as the contract names it, with how fast it goes and how far it is used. */
public enum Mode {
  ROAD(60, 86, 60, 2_400, "truck"),
  SEA(22, 42, 500, 20_100, "ais"),
  RAIL(55, 110, 150, 4_000, "wagon"),
  AIR(780, 910, 700, 20_100, "uld");

  private final double slowestKph;
  private final double fastestKph;
  private final double shortestKm;
  private final double longestKm;
  private final String device;

  Mode(double slowestKph, double fastestKph, double shortestKm, double longestKm, String device) {
    this.slowestKph = slowestKph;
    this.fastestKph = fastestKph;
    this.shortestKm = shortestKm;
    this.longestKm = longestKm;
    this.device = device;
  }

  /** The slowest cruise of any vehicle; for a while one may go {@link Voyage#SWAY} slower. */
  public double slowestKph() {
    return slowestKph;
  }

  /** The fastest cruise of any vehicle; for a while one may go {@link Voyage#SWAY} faster. */
  public double fastestKph() {
    return fastestKph;
  }

  /** What the ids of its devices begin with. */
  String device() {
    return device;
  }

  /** Does one send freight this way, given the places and what lies between them? */
  public boolean connects(Place origin, Place destination) {
    double km = new GreatCircle(origin.point(), destination.point()).lengthKm();
    return origin.modes().contains(this)
        && destination.modes().contains(this)
        && km >= shortestKm
        && km <= longestKm
        && (!overLand() || sameLandmass(origin, destination));
  }

  private boolean overLand() {
    return switch (this) {
      case ROAD, RAIL -> true;
      case SEA, AIR -> false;
    };
  }

  private static boolean sameLandmass(Place origin, Place destination) {
    return origin.landmass().equals(destination.landmass());
  }
}

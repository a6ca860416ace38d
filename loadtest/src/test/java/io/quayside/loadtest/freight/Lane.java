package io.quayside.loadtest.freight;

/** From one place to another, by one mode of transport. */
public record Lane(Place origin, Place destination, Mode mode) {
  public GreatCircle way() {
    return new GreatCircle(origin.point(), destination.point());
  }
}

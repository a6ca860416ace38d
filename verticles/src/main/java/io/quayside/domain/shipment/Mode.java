package io.quayside.domain.shipment;

/** How the goods travel. */
public enum Mode {
  ROAD,
  SEA,
  AIR,
  RAIL
}

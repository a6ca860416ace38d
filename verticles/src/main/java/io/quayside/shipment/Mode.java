package io.quayside.shipment;

/** How the goods travel. */
public enum Mode {
  ROAD,
  SEA,
  AIR,
  RAIL
}

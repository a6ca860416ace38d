package io.quayside.loadtest.freight;

import java.util.Optional;

/**
 * Goods to be carried, with who carries them and the device that goes along.
 *
 * @param number which of the fleet's consignments this is, from 0
 * @param carrier its SCAC
 * @param container its ISO 6346 number, if the goods are in one
 * @param deviceId of the device that reports where they are
 */
public record Consignment(
    long number,
    String reference,
    String shipper,
    Cargo cargo,
    Lane lane,
    String carrier,
    String vehicle,
    Optional<String> container,
    String deviceId,
    Voyage voyage) {

  /**
   * What is carried.
   *
   * @param temperatureC at which it travels, if that matters
   */
  public record Cargo(
      String description, int packages, double grossWeightKg, Optional<Double> temperatureC) {}

  /** The body of its booking. */
  public String booking() {
    String inContainer = container.map(",\"containerNumber\":\"%s\""::formatted).orElse("");
    return """
    {"reference":"%s","shipper":"%s","mode":"%s","origin":{"unLocode":"%s"},\
    "destination":{"unLocode":"%s"},"cargo":{"description":"%s","packages":%d,\
    "grossWeightKg":%s%s}}\
    """
        .formatted(
            reference,
            shipper,
            lane.mode(),
            lane.origin().unLocode(),
            lane.destination().unLocode(),
            cargo.description(),
            cargo.packages(),
            cargo.grossWeightKg(),
            inContainer);
  }

  /** The body that assigns its carrier. */
  public String carrierAssignment() {
    return "{\"carrier\":\"%s\",\"vehicle\":\"%s\"}".formatted(carrier, vehicle);
  }
}

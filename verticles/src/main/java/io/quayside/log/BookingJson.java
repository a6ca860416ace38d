package io.quayside.log;

import io.quayside.json.JsonOut;
import io.quayside.shipment.Booking;
import io.quayside.shipment.Cargo;
import io.quayside.shipment.Mode;

/** A booking's members, as the shipper sent them. */
final class BookingJson {
  private BookingJson() {}

  static void write(JsonOut out, Booking booking) {
    out.field("reference", booking.reference())
        .field("shipper", booking.shipper())
        .field("mode", booking.mode().name());
    out.beginObject("origin").field("unLocode", booking.origin()).endObject();
    out.beginObject("destination").field("unLocode", booking.destination()).endObject();
    Cargo cargo = booking.cargo();
    out.beginObject("cargo")
        .field("description", cargo.description())
        .field("packages", cargo.packages())
        .field("grossWeightKg", cargo.grossWeightKg());
    if (cargo.containerNumber() != null) {
      out.field("containerNumber", cargo.containerNumber());
    }
    out.endObject();
    if (booking.requestedPickupAt() != null) {
      out.field("requestedPickupAt", booking.requestedPickupAt());
    }
    if (booking.requestedDeliveryBy() != null) {
      out.field("requestedDeliveryBy", booking.requestedDeliveryBy());
    }
  }

  static Booking read(StoredFields fields) {
    return new Booking(
        fields.text("reference"),
        fields.text("shipper"),
        fields.choice("mode", Mode.class),
        readUnLocode(fields.object("origin")),
        readUnLocode(fields.object("destination")),
        readCargo(fields.object("cargo")),
        fields.optionalTime("requestedPickupAt"),
        fields.optionalTime("requestedDeliveryBy"));
  }

  private static String readUnLocode(StoredFields fields) {
    String unLocode = fields.text("unLocode");
    fields.end();
    return unLocode;
  }

  private static Cargo readCargo(StoredFields fields) {
    Cargo cargo =
        new Cargo(
            fields.text("description"),
            fields.integer("packages", Integer.MAX_VALUE),
            fields.number("grossWeightKg"),
            fields.optionalText("containerNumber"));
    fields.end();
    return cargo;
  }
}

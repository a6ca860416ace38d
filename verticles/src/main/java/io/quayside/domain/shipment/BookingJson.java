package io.quayside.domain.shipment;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;

/** A booking's members, as the shipper sent them. */
public final class BookingJson {
  private BookingJson() {}

  public static void write(JsonWriter out, Booking booking) {
    out.field("reference", booking.reference()).field("shipper", booking.shipper());
    writeLoad(out, booking);
  }

  /** Writes what is to be carried, from where to where and when: what carriers bid for. */
  public static void writeLoad(JsonWriter out, Booking booking) {
    out.field("mode", booking.mode().name());
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

  public static Booking read(StoredFields fields) {
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
